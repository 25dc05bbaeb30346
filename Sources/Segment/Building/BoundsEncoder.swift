import Bytes
import Schema

extension EncodedColumn {
    /// Adds the least and the greatest code of each block of rows.
    mutating func addBounds(ofCodes codes: [UInt32]) {
        guard column.width > 0, wantsBounds(codes.count) else { return }
        let bounds = Self.bounds(of: codes).map { UInt64($0) }
        add(.blockBounds, parameter: column.width, BitPacker.pack(bounds, width: column.width))
    }

    /// Adds the least and the greatest value of each block of rows: integers less the column's least, or numbers.
    mutating func addBounds(of keys: [UInt64], least: UInt64, greatest: UInt64, type: DataType) {
        guard least < greatest, wantsBounds(keys.count) else { return }
        let bounds = Self.bounds(of: keys)
        if type.representation == .integer {
            let width = PackedIntegers.width(of: greatest - least)
            add(.blockBounds, parameter: width, BitPacker.pack(bounds.map { $0 - least }, width: width))
        } else {
            let form: RawNumbers.Form = type == .float ? .float : .double
            add(.blockBounds, RawNumbers.bytes(bounds.map { OrderedKey.double($0) }, form: form))
        }
    }

    /// A single block has the column's own bounds, and the order of values within a list says nothing of rows.
    private func wantsBounds(_ count: Int) -> Bool { count > SegmentFormat.blockRows && !column.isMultiValue }

    private static func bounds<Key: FixedWidthInteger>(of keys: [Key]) -> [Key] {
        var bounds: [Key] = []
        for start in stride(from: 0, to: keys.count, by: SegmentFormat.blockRows) {
            var (least, greatest) = (Key.max, Key.min)
            for row in start..<min(start + SegmentFormat.blockRows, keys.count) {
                least = min(least, keys[row])
                greatest = max(greatest, keys[row])
            }
            bounds.append(least)
            bounds.append(greatest)
        }
        return bounds
    }
}
