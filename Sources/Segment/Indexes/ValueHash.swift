import Bytes
import Schema

/// The hash of a value that is stored in filters: XXH64 with seed 0 over its canonical bytes.
///
/// An integer's are the eight of its two's complement, a floating-point number's the eight of its IEEE 754 form with
/// -0.0 as 0.0, least significant first, whatever the column's type; a string's are its own.
enum ValueHash {
    static func hash(_ value: Int64) -> UInt64 { XXHash64.hash(littleEndian: UInt64(bitPattern: value)) }
    static func hash(_ value: Double) -> UInt64 { XXHash64.hash(littleEndian: (value == 0 ? 0 : value).bitPattern) }
    static func hash(_ value: ByteString) -> UInt64 { XXHash64.hash(value.bytes) }

    /// Nil for what is no single value.
    static func hash(_ value: Value) -> UInt64? {
        switch value {
        case .null, .list: nil
        case .integer(let integer): hash(integer)
        case .double(let double): hash(double)
        case .string(let string): hash(string)
        }
    }
}
