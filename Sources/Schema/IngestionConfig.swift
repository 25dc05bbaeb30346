/// What happens to a record before it is a row: Pinot's `ingestionConfig`, and the decoder of the stream.
public struct IngestionConfig: Hashable, Sendable {
    public var decoder: DecoderConfig
    /// How nested objects become columns; nil leaves them as they are.
    public var complexTypes: ComplexTypeConfig?
    /// Columns that are computed, in the order of the config.
    public var transforms: [TransformConfig]
    /// A condition: a row for which it is true is left out.
    public var filter: FilterConfig?
    /// The time column, if a row outside of the years 1971 to 2070 is to be refused.
    public var checkedTimeColumn: String?

    public init(
        decoder: DecoderConfig = .json, complexTypes: ComplexTypeConfig? = nil, transforms: [TransformConfig] = [],
        filter: FilterConfig? = nil, checkedTimeColumn: String? = nil
    ) {
        self.decoder = decoder
        self.complexTypes = complexTypes
        self.transforms = transforms
        self.filter = filter
        self.checkedTimeColumn = checkedTimeColumn
    }
}

/// A column and the expression that computes it.
public struct TransformConfig: Hashable, Sendable {
    public var column: String
    /// An expression of our SQL over the members of a record.
    public var expression: String
    /// Where the expression stands in the table config.
    public var path: String

    public init(column: String, expression: String, path: String = "$.ingestionConfig.transformConfigs") {
        self.column = column
        self.expression = expression
        self.path = path
    }
}

/// A condition that leaves rows out.
public struct FilterConfig: Hashable, Sendable {
    public var expression: String
    public var path: String

    public init(expression: String, path: String = "$.ingestionConfig.filterConfig.filterFunction") {
        self.expression = expression
        self.path = path
    }
}

/// How nested objects and arrays become columns and rows.
public struct ComplexTypeConfig: Hashable, Sendable {
    /// Which arrays that are not unnested become JSON text.
    public enum Stringification: String, Hashable, Sendable, CaseIterable {
        case none = "NONE"
        /// Those that hold an object or an array.
        case nonPrimitive = "NON_PRIMITIVE"
        case all = "ALL"
    }

    /// A beginning of names, and what stands in its place.
    public struct Prefix: Hashable, Sendable {
        public var old: String
        public var new: String

        public init(old: String, new: String) {
            self.old = old
            self.new = new
        }
    }

    /// Arrays, by their flat names, of which each element becomes a row; ascending, so that outer arrays come first.
    public var fieldsToUnnest: [String]
    /// What stands between the names of an object and its members.
    public var delimiter: String
    public var stringification: Stringification
    /// The longest first.
    public var prefixesToRename: [Prefix]

    public init(
        fieldsToUnnest: [String] = [], delimiter: String = ".", stringification: Stringification = .nonPrimitive,
        prefixesToRename: [Prefix] = []
    ) {
        self.fieldsToUnnest = Set(fieldsToUnnest).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.delimiter = delimiter
        self.stringification = stringification
        self.prefixesToRename = prefixesToRename.sorted { left, right in
            let (length, other) = (left.old.utf8.count, right.old.utf8.count)
            return length != other ? length > other : left.old.utf8.lexicographicallyPrecedes(right.old.utf8)
        }
    }
}
