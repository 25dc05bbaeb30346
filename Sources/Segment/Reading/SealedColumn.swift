/// What all columns of a sealed segment have in common; each kind of column overrides the reads that its form allows.
protocol SealedColumn: PartialColumnSource {
    var indexes: ColumnIndexes { get }
}

extension SealedColumn {
    var dictionary: (any DictionarySource)? { nil }
}
