/// The columns of a table, in the order in which `SELECT *` gives them: dimensions, metrics, date-times, each as
/// declared.
public struct Schema: Hashable, Sendable {
    public var name: String
    public var fields: [FieldSpec]
    /// Columns that together identify a row, or none.
    public var primaryKeyColumns: [String]

    public init(name: String, fields: [FieldSpec], primaryKeyColumns: [String] = []) {
        self.name = name
        self.fields = fields
        self.primaryKeyColumns = primaryKeyColumns
    }

    /// The field with exactly that name. O(fields).
    public func field(named name: String) -> FieldSpec? { fields.first { $0.name == name } }
}
