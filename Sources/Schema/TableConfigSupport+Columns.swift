extension TableConfigSupport {
    /// Lists of columns, and objects with a column for each key, in `tableIndexConfig`.
    private static let columnLists = [
        "invertedIndexColumns", "rangeIndexColumns", "bloomFilterColumns", "noDictionaryColumns",
        "onHeapDictionaryColumns", "varLengthDictionaryColumns",
    ]
    private static let columnMaps = ["bloomFilterConfigs", "noDictionaryConfig"]

    /// The columns that settings about speed name, each with its place.
    static func columnReferences(_ document: ConfigObject) throws(ConfigError) -> [ColumnReference] {
        var references: [ColumnReference] = []
        for field in try document.objects("fieldConfigList") {
            references.append(ColumnReference(path: field.path(of: "name"), column: try field.requiredString("name")))
        }
        guard let indexing = try document.object("tableIndexConfig") else { return references }
        var places: [(column: String, path: String)] = []
        for key in columnLists { places += try indexing.columnNames(key) }
        for key in columnMaps { places += try indexing.columnMembers(key) }
        places += try indexing.object("segmentPartitionConfig")?.columnMembers("columnPartitionMap") ?? []
        references += places.map { ColumnReference(path: $0.path, column: $0.column) }
        return references
            + (try indexing.columnNames("sortedColumn")).map {
                ColumnReference(path: $0.path, column: $0.column, mustBe: .singleValue)
            }
    }
}
