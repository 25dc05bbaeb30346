import CKernels

/// CRC-32C (Castagnoli), as RFC 3720 defines it and Kafka's record batches use it.
@frozen
public struct CRC32C: Sendable {
    /// The checksum of everything that was added so far.
    public private(set) var value: UInt32

    /// Starts from an earlier value, or from nothing. A seed other than 0 makes the checksum depend on its context.
    public init(continuing value: UInt32 = 0) { self.value = value }

    /// Adds raw bytes. O(count).
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        value = martlet_crc32c(value, bytes.baseAddress, bytes.count)
    }

    /// Adds the bytes of an array. O(count).
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds a slice. O(count).
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds an integer in little-endian byte order.
    public mutating func update<Number: FixedWidthInteger>(littleEndian number: Number) {
        withUnsafeBytes(of: number.littleEndian) { update($0) }
    }

    /// The checksum of one array. O(count).
    public static func of(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        var crc = CRC32C(continuing: seed)
        crc.update(bytes)
        return crc.value
    }

    /// The checksum of one slice. O(count).
    public static func of(_ bytes: ArraySlice<UInt8>, seed: UInt32 = 0) -> UInt32 {
        var crc = CRC32C(continuing: seed)
        crc.update(bytes)
        return crc.value
    }
}
