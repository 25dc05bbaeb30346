import Bytes
import Schema
import Segment

/// Segments with the widest and most extreme values that there are.
extension GoldenSegments {
    /// Packed integers of 32 and 64 bits, a dictionary of 64 bits, extreme numbers, strings at the length from which on
    /// the footer leaves them out, extreme provenance.
    static let maximumWidthSegment = GoldenSegment(name: "max-width", input: maximumWidthInput)

    /// Residuals of 64 bits and none, the steepest slopes, and bounds of blocks that span all integers.
    static let wideBlocksSegment = GoldenSegment(name: "wide-blocks", input: wideBlocksInput)

    private static let widthRows = 66

    private static var maximumWidthInput: SegmentInput {
        var input = everyType(rows: widthRows, widest)
        input.provenance = Provenance(
            (0..<widthRows).map { row in
                let isEven = row % 2 == 0
                return RowProvenance(
                    generation: isEven ? 0 : .max, partition: isEven ? .min : .max,
                    offset: (isEven ? Int64.min : .max) ^ Int64(row), subRow: isEven ? .max : .min)
            })
        return input
    }

    /// Values of a type that are as far apart as it allows; the first and the last row of JSON are NULL.
    private static func widest(_ type: DataType) -> ColumnValues {
        let rows = 0..<widthRows
        let storage: ColumnValues.Storage =
            switch type {
            case .int: .integers(rows.map { Int64($0 % 2 == 0 ? Int32.min : .max) ^ Int64($0) })
            case .long: .integers(rows.map { ($0 % 2 == 0 ? Int64.min : .max) ^ Int64($0) })
            case .float: .doubles(rows.map { Double(extremeFloat($0)) })
            case .double: .doubles(rows.map { extremeDouble($0) })
            case .boolean: .integers(rows.map { Int64($0 % 2) })
            case .timestamp: .integers(rows.map { [Int64.min, .max, 0][$0 % 3] })
            case .string: .strings(rows.map { longString($0) })
            case .json: .strings(rows.map { ByteString("{\"row\":\($0)}") })
            case .bytes: .strings(rows.map { ByteString([UInt8](repeating: 0xFF, count: $0 % 9)) })
            case .bigDecimal: .strings(rows.map { extremeDecimal($0) })
            }
        let nulls = type == .json ? rows.map { $0 == rows.first || $0 == rows.last } : []
        return ColumnValues(type: type, storage: storage, nulls: nulls)
    }

    private static func extremeFloat(_ row: Int) -> Float {
        switch row {
        case 0: -.infinity
        case 1: .infinity
        case 2: -.greatestFiniteMagnitude
        case 3: .greatestFiniteMagnitude
        case 4: .leastNonzeroMagnitude
        default: Float(sign: row % 2 == 0 ? .plus : .minus, exponent: row, significand: 1.5)
        }
    }

    private static func extremeDouble(_ row: Int) -> Double {
        switch row {
        case 0: -.infinity
        case 1: .infinity
        case 2: -.greatestFiniteMagnitude
        case 3: .greatestFiniteMagnitude
        case 4: .leastNonzeroMagnitude
        default: Double(sign: row % 2 == 0 ? .plus : .minus, exponent: row * 15, significand: 1.5)
        }
    }

    private static func extremeDecimal(_ row: Int) -> ByteString {
        let text =
            switch row {
            case 0: "-9.99e\(BigDecimal.maximumExponent)"
            case 1: "9.99e\(BigDecimal.maximumExponent)"
            case 2: "-1e-\(BigDecimal.maximumExponent)"
            case 3: "1e-\(BigDecimal.maximumExponent)"
            case 4: String(repeating: "1234567890", count: 20)
            default: "\(row)e\(row * 3 - 100)"
            }
        do throws(BigDecimalError) {
            return try BigDecimal(text).orderedBytes
        } catch { preconditionFailure("\(text): \(error.message)") }
    }

    /// The least is the longest that the footer holds, the greatest is one byte too long for it.
    private static func longString(_ row: Int) -> ByteString {
        switch row {
        case 0: ByteString(String(repeating: "a", count: SegmentLimits.footerStringBytes))
        case 1: ByteString(String(repeating: "z", count: SegmentLimits.footerStringBytes + 1))
        default: ByteString("key \(row)")
        }
    }

    private static var wideBlocksInput: SegmentInput {
        let full = SegmentFormat.blockRows
        let rows = 0..<full + 40
        let up = rows.map { row -> Int64 in
            if row < full { return Int64.min + Int64(Int32.max) * Int64(row) }
            return (row % 2 == 0 ? Int64.min : .max) ^ Int64(row)
        }
        let down = rows.map { $0 < full ? Int64.max + Int64(Int32.min) * Int64($0) : 0 }
        let heights = rows.map { Double($0 * 31 % 1_069) * ($0 < full ? 0.5 : -1e300) }
        let fields = [
            FieldSpec(name: "up", type: .long), FieldSpec(name: "down", type: .long),
            FieldSpec(name: "height", type: .double, role: .metric),
        ]
        let storages: [ColumnValues.Storage] = [.integers(up), .integers(down), .doubles(heights)]
        return SegmentInput(
            schema: Schema(name: "wide", fields: fields),
            columns: zip(fields, storages).map { ColumnValues(type: $0.type, storage: $1) },
            provenance: .consecutive(partition: 0, firstOffset: 0), rowCount: rows.count)
    }
}
