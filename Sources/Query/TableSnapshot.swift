import Schema
import Segment

/// One immutable version of a table: what a query sees from its start to its end.
public struct TableSnapshot: Sendable {
    public let name: String
    public let schema: Schema
    /// In the order in which rows come without ORDER BY.
    public let segments: [any SegmentSource]

    public init(name: String, schema: Schema, segments: [any SegmentSource]) {
        self.name = name
        self.schema = schema
        self.segments = segments
    }
}
