import Bytes
import Schema

/// Builds the bytes of a sealed segment.
public enum SegmentBuilder {
    /// The file's bytes. The same input always gives the same bytes.
    ///
    /// Numbers are stored as they are, except that -0.0 becomes 0.0. Refused are values outside their type's range,
    /// NaN, doubles in a FLOAT column that a `Float` does not hold, strings that are not UTF-8, and whatever exceeds
    /// `SegmentLimits`. O(values + distinct * log distinct).
    public static func build(
        _ input: SegmentInput, identity: SegmentIdentity
    ) throws(SegmentError) -> [UInt8] {
        try check(input, identity)
        var columns: [EncodedColumn] = []
        for (field, values) in zip(input.schema.fields, input.columns) {
            columns.append(try ColumnEncoder.encode(field, values, rowCount: input.rowCount))
        }
        for hidden in ProvenanceColumn.allCases {
            columns.append(try ColumnEncoder.encode(hidden, of: input.provenance, rowCount: input.rowCount))
        }
        return try assemble(columns, identity: identity, rowCount: input.rowCount)
    }

    private static func check(_ input: SegmentInput, _ identity: SegmentIdentity) throws(SegmentError) {
        let fields = input.schema.fields
        guard input.rowCount >= 0, input.rowCount <= SegmentLimits.rows else {
            throw .limitExceeded("\(input.rowCount) rows, at most \(SegmentLimits.rows) are possible")
        }
        guard fields.count <= SegmentLimits.columns - ProvenanceColumn.allCases.count else {
            throw .limitExceeded("\(fields.count) columns, at most \(SegmentLimits.columns) with the hidden ones")
        }
        guard input.columns.count == fields.count else {
            throw .invalidInput("\(input.columns.count) columns for \(fields.count) fields")
        }
        var names: Set<ByteString> = []
        for name in fields.map(\.name) {
            if name.isEmpty || name.utf8.first == UInt8(ascii: "$") {
                throw .invalidInput("a column cannot be called \"\(name)\"")
            }
            if !names.insert(ByteString(name)).inserted { throw .invalidInput("two columns are called \"\(name)\"") }
        }
        for name in fields.map(\.name) + [identity.name, identity.schemaName]
        where name.utf8.count > SegmentLimits.nameBytes {
            throw .limitExceeded("a name of \(name.utf8.count) bytes, at most \(SegmentLimits.nameBytes) are possible")
        }
    }

    private static func assemble(
        _ columns: [EncodedColumn], identity: SegmentIdentity, rowCount: Int
    ) throws(SegmentError) -> [UInt8] {
        var data = ByteWriter()
        var regions: [SegmentRegion] = []
        for (index, column) in columns.enumerated() {
            for (kind, bytes) in column.regions {
                regions.append(
                    SegmentRegion(column: index, kindNumber: kind.rawValue, offset: data.count, length: bytes.count))
                data.write(bytes)
                data.pad(toMultipleOf: SegmentFormat.alignment)
            }
        }
        let footer = SegmentFooter(
            identity: identity, rowCount: rowCount, columns: columns.map(\.column), regions: regions,
            checksums: checksums(of: data.bytes, identity: identity)
        ).encoded()
        guard footer.count <= SegmentLimits.footerBytes else {
            throw .limitExceeded("a footer of \(footer.count) bytes, at most \(SegmentLimits.footerBytes) are possible")
        }
        let tail = SegmentTail(
            footerOffset: UInt64(data.count), footerLength: UInt32(footer.count), version: SegmentFormat.version)
        data.write(footer)
        data.write(tail.encoded(after: footer))
        return data.bytes
    }

    private static func checksums(of data: [UInt8], identity: SegmentIdentity) -> [UInt32] {
        stride(from: 0, to: data.count, by: SegmentFormat.blockBytes).map { start in
            let seed = SegmentFormat.blockSeed(
                tableID: identity.tableID, segmentID: identity.segmentID,
                block: UInt64(start / SegmentFormat.blockBytes))
            return CRC32C.of(data[start..<min(start + SegmentFormat.blockBytes, data.count)], seed: seed)
        }
    }
}
