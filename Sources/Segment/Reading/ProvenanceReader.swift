import Bytes
import Schema

/// Reads where rows came from.
public struct ProvenanceReader: Sendable {
    private let generation: any ColumnSource
    private let partition: any ColumnSource
    private let offset: any ColumnSource
    private let subRow: any ColumnSource

    init(_ segment: SealedSegment) throws(FormatError) {
        generation = try Self.column(.generation, segment)
        partition = try Self.column(.partition, segment)
        offset = try Self.column(.offset, segment)
        subRow = try Self.column(.subRow, segment)
    }

    /// One of the hidden columns, found to be what it should be.
    static func column(
        _ hidden: ProvenanceColumn, _ segment: SealedSegment
    ) throws(FormatError) -> any ColumnSource {
        let metadata = segment.columns.first { $0.name == ByteString(hidden.rawValue) }
        guard let column = try segment.column(hidden.rawValue), column.type == .long, metadata?.role == .hidden,
            metadata?.nullCount == 0
        else {
            throw segment.file.corrupt("footer", at: segment.file.footerOffset, "no column \(hidden.rawValue)")
        }
        return column
    }

    /// Replaces the contents of `output` by the provenance of some rows, each below the segment's row count.
    public func read(_ rows: Range<Int>, into output: inout [RowProvenance]) {
        var numbers: [[Int64]] = []
        for column in [generation, partition, offset, subRow] {
            var batch: [Int64] = []
            column.readIntegers(rows, into: &batch)
            numbers.append(batch)
        }
        output.removeAll(keepingCapacity: true)
        for index in 0..<rows.count {
            output.append(
                RowProvenance(
                    generation: UInt32(numbers[0][index]), partition: Int32(numbers[1][index]),
                    offset: numbers[2][index], subRow: Int32(numbers[3][index])))
        }
    }
}

extension SealedSegment {
    /// The provenance of the rows, its stored bytes verified.
    public func provenance() throws(FormatError) -> ProvenanceReader { try ProvenanceReader(self) }
}
