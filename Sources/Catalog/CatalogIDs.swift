/// Number of a topic. Topics, tables and segments share one sequence, and no number is given out twice.
public struct TopicID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: TopicID, right: TopicID) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// Number of a table; see `TopicID`.
public struct TableID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: TableID, right: TableID) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}

/// Number of a segment; see `TopicID`.
public struct SegmentID: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: SegmentID, right: SegmentID) -> Bool { left.rawValue < right.rawValue }
    public var description: String { String(rawValue) }
}
