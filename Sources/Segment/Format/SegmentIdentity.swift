/// Which segment a file is; the file says so itself, wherever it lies.
public struct SegmentIdentity: Sendable, Hashable {
    /// Ids are never reused.
    public var tableID: UInt64
    public var segmentID: UInt64
    /// The value of `$segmentName`.
    public var name: String
    public var schemaName: String
    public var schemaVersion: UInt32

    public init(tableID: UInt64, segmentID: UInt64, name: String, schemaName: String, schemaVersion: UInt32) {
        self.tableID = tableID
        self.segmentID = segmentID
        self.name = name
        self.schemaName = schemaName
        self.schemaVersion = schemaVersion
    }
}
