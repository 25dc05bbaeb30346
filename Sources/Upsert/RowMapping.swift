import Bitmaps

/// Where the rows of some segments lie in the one segment that replaces them.
public struct RowMapping: Sendable {
    /// In place of a row: there is none any more.
    public static let none = UInt32.max

    /// The rows of one segment that is replaced.
    public struct Part: Sendable {
        public let number: UInt32
        /// For each row its row in the new segment, or `none`.
        public let destinations: [UInt32]
        /// The segment's live rows when the new segment was begun, or later.
        public let live: LiveRows

        public init(number: UInt32, destinations: [UInt32], live: LiveRows) {
            self.number = number
            self.destinations = destinations
            self.live = live
        }
    }

    let parts: [Part]
    let rowCount: Int

    /// A mapping in which each row of the new segment is one row of the old ones, and no live row is dropped. O(rows).
    ///
    /// A tombstone may be dropped only if no other row of its key is left in any segment but those that are replaced:
    /// the table would forget that it is deleted when it is next built.
    public init(_ parts: [Part], rowCount: Int) throws(UpsertError) {
        var taken = [Bool](repeating: false, count: rowCount)
        var mapped = 0
        for part in parts {
            guard part.destinations.count == part.live.rowCount else {
                throw .invalidSegment(
                    "segment \(part.number) has \(part.live.rowCount) rows and \(part.destinations.count) new places")
            }
            for (row, destination) in part.destinations.enumerated() {
                if destination == Self.none {
                    if part.live[row] { throw .invalidSegment("live row \(row) of segment \(part.number) is dropped") }
                    continue
                }
                guard destination < rowCount, !taken[Int(destination)] else {
                    throw .invalidSegment("row \(row) of segment \(part.number) goes to \(destination), not a free row")
                }
                taken[Int(destination)] = true
                mapped += 1
            }
        }
        guard mapped == rowCount, Set(parts.map(\.number)).count == parts.count else {
            throw .invalidSegment("\(mapped) rows become \(rowCount) rows, or a segment is replaced twice")
        }
        self.parts = parts
        self.rowCount = rowCount
    }
}
