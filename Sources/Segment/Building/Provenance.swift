/// Where a row came from. Rows are totally ordered by source generation, partition, offset and sub-row.
public struct RowProvenance: Sendable, Hashable {
    /// How often the source was replaced before: 0 for the first.
    public var generation: UInt32
    public var partition: Int32
    public var offset: Int64
    /// Which of the rows that one record gave, from 0.
    public var subRow: Int32

    public init(generation: UInt32, partition: Int32, offset: Int64, subRow: Int32) {
        self.generation = generation
        self.partition = partition
        self.offset = offset
        self.subRow = subRow
    }
}

extension RowProvenance: Comparable {
    public static func < (left: RowProvenance, right: RowProvenance) -> Bool {
        (left.generation, left.partition, left.offset, left.subRow)
            < (right.generation, right.partition, right.offset, right.subRow)
    }
}

/// The provenance of a segment's rows, by column.
public struct Provenance: Sendable {
    /// One of the four numbers for all rows.
    public enum Numbers: Sendable {
        /// The same for each row.
        case constant(Int64)
        /// One more for each row, from the given number on.
        case consecutive(from: Int64)
        /// A number for each row.
        case values([Int64])
    }

    public var generation: Numbers
    public var partition: Numbers
    public var offset: Numbers
    public var subRow: Numbers

    public init(generation: Numbers, partition: Numbers, offset: Numbers, subRow: Numbers) {
        self.generation = generation
        self.partition = partition
        self.offset = offset
        self.subRow = subRow
    }

    /// Each row from its own record, the records following each other in one partition.
    public static func consecutive(
        generation: UInt32 = 0, partition: Int32, firstOffset: Int64
    ) -> Provenance {
        Provenance(
            generation: .constant(Int64(generation)), partition: .constant(Int64(partition)),
            offset: .consecutive(from: firstOffset), subRow: .constant(0))
    }

    /// Any rows.
    public init(_ rows: [RowProvenance]) {
        self.init(
            generation: .values(rows.map { Int64($0.generation) }),
            partition: .values(rows.map { Int64($0.partition) }),
            offset: .values(rows.map(\.offset)), subRow: .values(rows.map { Int64($0.subRow) }))
    }
}

/// The hidden columns, which every segment has after those of its schema.
public enum ProvenanceColumn: String, Sendable, CaseIterable {
    case generation = "$generation"
    case partition = "$partition"
    case offset = "$offset"
    case subRow = "$subRow"

    /// The numbers that the column may hold.
    var integers: ClosedRange<Int64> {
        switch self {
        case .generation: 0...Int64(UInt32.max)
        case .partition, .subRow: Int64(Int32.min)...Int64(Int32.max)
        case .offset: Int64.min...Int64.max
        }
    }

    func numbers(of provenance: Provenance) -> Provenance.Numbers {
        switch self {
        case .generation: provenance.generation
        case .partition: provenance.partition
        case .offset: provenance.offset
        case .subRow: provenance.subRow
        }
    }
}
