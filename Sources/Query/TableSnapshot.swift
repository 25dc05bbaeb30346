import Bitmaps
import Schema
import Segment

/// One immutable version of a table: what a query sees from its start to its end.
public struct TableSnapshot: Sendable {
    public let name: String
    public let schema: Schema
    /// In the order in which rows come without ORDER BY.
    public let segments: [SegmentView]

    /// A table of segments all of whose rows are live.
    public init(name: String, schema: Schema, segments: [any SegmentSource]) {
        self.init(name: name, schema: schema, views: segments.map { SegmentView($0) })
    }

    /// A table of segments of which some rows are live.
    public init(name: String, schema: Schema, views: [SegmentView]) {
        self.name = name
        self.schema = schema
        segments = views
    }

    /// The same version with all rows live.
    var withAllRows: TableSnapshot {
        TableSnapshot(name: name, schema: schema, segments: segments.map(\.source))
    }
}

/// A segment as one version of a table sees it.
public struct SegmentView: Sendable {
    public let source: any SegmentSource
    /// The rows that a query sees; nil if it sees all.
    public let liveRows: LiveRows?

    /// - Precondition: live rows, if any are given, tell of as many rows as the segment has.
    public init(_ source: any SegmentSource, liveRows: LiveRows? = nil) {
        precondition(
            liveRows.map { $0.rowCount == source.rowCount } ?? true, "live rows are of all rows of the segment")
        self.source = source
        self.liveRows = liveRows.flatMap { $0.isComplete ? nil : $0 }
    }

    /// How many rows a query sees.
    public var liveCount: Int { liveRows?.liveCount ?? source.rowCount }
}
