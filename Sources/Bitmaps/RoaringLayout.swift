/// Where the parts of a serialised bitmap lie, by what its first bytes say. Nothing behind the header is looked at.
struct RoaringLayout: Sendable {
    let containerCount: Int
    /// Offset of a bit for each container, set if it holds runs; nil if none does.
    let runFlags: Int?
    /// Offset of four bytes for each container: its key, and its cardinality less one.
    let descriptors: Int
    /// Offset of four bytes for each container: where it starts; nil if the containers have to be counted off.
    let offsets: Int?
    /// Offset of the first container.
    let containers: Int

    /// Bytes of a container's descriptor, and of its offset.
    private static let entryBytes = 4

    /// O(1), and O(containers / 8) for the run flags.
    init(_ bytes: UnsafeRawBufferPointer) throws(RoaringFormatError) {
        let cookie = try Self.number(bytes, at: 0)
        if cookie & 0xFFFF == PortableRoaringFormat.cookieWithRuns {
            containerCount = Int(cookie >> 16) + 1
            runFlags = 4
            descriptors = 4 + (containerCount + 7) / 8
        } else {
            guard cookie == PortableRoaringFormat.cookieWithoutRuns else {
                throw RoaringFormatError(offset: 0, detail: "unknown cookie \(cookie)")
            }
            let count = try Self.number(bytes, at: 4)
            guard count <= PortableRoaringFormat.maximumContainers else {
                throw RoaringFormatError(offset: 4, detail: "\(count) containers")
            }
            containerCount = Int(count)
            runFlags = nil
            descriptors = 8
        }
        let end = descriptors + containerCount * Self.entryBytes
        let hasOffsets = runFlags == nil || containerCount >= PortableRoaringFormat.containersWithOffsets
        offsets = hasOffsets ? end : nil
        containers = hasOffsets ? end + containerCount * Self.entryBytes : end
        guard containers <= bytes.count else { throw Self.tooFew(bytes, at: descriptors) }
        if runFlags != nil, containerCount & 7 != 0, bytes[descriptors - 1] >> UInt8(containerCount & 7) != 0 {
            throw RoaringFormatError(offset: descriptors, detail: "run flags of containers that are not there")
        }
    }

    func key(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        Int(loadLittleEndian(UInt16.self, bytes, at: descriptors + index * Self.entryBytes))
    }

    func cardinality(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        Int(loadLittleEndian(UInt16.self, bytes, at: descriptors + index * Self.entryBytes + 2)) + 1
    }

    func hasRuns(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let runFlags else { return false }
        return bytes[runFlags + index >> 3] >> UInt8(index & 7) & 1 != 0
    }

    /// Where a container starts, if the header says so.
    func storedOffset(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let offsets else { return nil }
        return Int(loadLittleEndian(UInt32.self, bytes, at: offsets + index * Self.entryBytes))
    }

    private static func number(
        _ bytes: UnsafeRawBufferPointer, at offset: Int
    ) throws(RoaringFormatError) -> UInt32 {
        guard offset + 4 <= bytes.count else { throw tooFew(bytes, at: offset) }
        return loadLittleEndian(UInt32.self, bytes, at: offset)
    }

    private static func tooFew(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> RoaringFormatError {
        RoaringFormatError(offset: offset, detail: "\(bytes.count) bytes are too few")
    }
}

/// The number at an offset, aligned or not, which must be inside the bytes.
@inline(__always)
func loadLittleEndian<Number: FixedWidthInteger>(
    _ type: Number.Type, _ bytes: UnsafeRawBufferPointer, at offset: Int
) -> Number {
    precondition(offset >= 0 && offset <= bytes.count - MemoryLayout<Number>.size, "load inside the bitmap")
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
}
