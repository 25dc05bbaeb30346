/// What a table's config says about how its segments are stored. What it leaves open, the builder decides from the
/// column's statistics.
public struct IndexingConfig: Hashable, Sendable {
    /// Whether the config or the statistics decide.
    public enum Choice: Hashable, Sendable {
        case automatic
        case always
        case never
    }

    /// How values without a dictionary are compressed.
    public enum Compression: Hashable, Sendable {
        case automatic
        case zstandard
        case none
    }

    /// What the config says about one column.
    public struct Column: Hashable, Sendable {
        public var dictionary: Choice
        public var inverted: Choice
        public var range: Choice
        public var bloom: Choice
        public var compression: Compression
        /// Whether single rows are read back: primary keys and comparison columns.
        public var isRandomAccess: Bool
        /// Units to which a TIMESTAMP is rounded down in derived columns.
        public var granularities: [CalendarUnit]

        public init(
            dictionary: Choice = .automatic, inverted: Choice = .automatic, range: Choice = .automatic,
            bloom: Choice = .automatic, compression: Compression = .automatic, isRandomAccess: Bool = false,
            granularities: [CalendarUnit] = []
        ) {
            self.dictionary = dictionary
            self.inverted = inverted
            self.range = range
            self.bloom = bloom
            self.compression = compression
            self.isRandomAccess = isRandomAccess
            self.granularities = granularities
        }
    }

    /// By name; a column that is not in it is stored as the statistics say.
    public var columns: [String: Column]
    /// The column by which rows are sorted when a segment is sealed; nil keeps them as they came.
    public var sortedColumn: String?

    public init(columns: [String: Column] = [:], sortedColumn: String? = nil) {
        self.columns = columns
        self.sortedColumn = sortedColumn
    }

    /// What the config says about a column.
    public subscript(name: String) -> Column { columns[name] ?? Column() }
}
