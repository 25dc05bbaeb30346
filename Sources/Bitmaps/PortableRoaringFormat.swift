/// What is wrong with bytes that should be a bitmap in the portable roaring format.
public struct RoaringFormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Offset in the bitmap's bytes.
    public let offset: Int
    public let detail: String

    public var description: String { "roaring bitmap at byte \(offset): \(detail)" }
}

/// The portable serialisation of roaring bitmaps: its constants, and a check of every rule that a reader relies on.
///
/// Source: https://github.com/RoaringBitmap/RoaringFormatSpec. Rows are split by their upper 16 bits, the key, into
/// containers; a container lists the lower 16 bits as a sorted array, a bitset of 8 KiB, or runs.
public enum PortableRoaringFormat {
    static let cookieWithoutRuns: UInt32 = 12346
    /// In the lower 16 bits; the upper ones hold the number of containers less one.
    static let cookieWithRuns: UInt32 = 12347
    static let maximumContainers = 1 << 16
    /// With runs, offsets are written from this number of containers on; without runs, always.
    static let containersWithOffsets = 4
    /// A container without runs is an array up to this cardinality and a bitset beyond.
    static let maximumArrayCardinality = 4096
    static let bitsetBytes = 8192

    /// Accepts exactly the bytes of one bitmap whose rows are at most `maximumRow`. O(size).
    public static func validate(_ bytes: [UInt8], maximumRow: UInt32) throws(RoaringFormatError) {
        let found: RoaringFormatError? = bytes.withUnsafeBytes { bytes in
            var validator = RoaringValidator(bytes: bytes)
            do throws(RoaringFormatError) {
                try validator.validate(maximumRow: maximumRow)
                return nil
            } catch { return error }
        }
        if let found { throw found }
    }
}

/// Reads a bitmap from front to back and refuses the first thing that breaks a rule.
struct RoaringValidator {
    private struct Container {
        let key: UInt16
        let cardinality: Int
        let hasRuns: Bool
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func validate(maximumRow: UInt32) throws(RoaringFormatError) {
        let (containers, hasOffsets) = try readHeader()
        var offsets: [UInt32] = []
        if hasOffsets {
            for _ in containers { offsets.append(try read(UInt32.self)) }
        }
        for (index, container) in containers.enumerated() {
            if hasOffsets && Int(offsets[index]) != offset {
                throw failure("container \(index) starts here, its offset says \(offsets[index])")
            }
            let greatest = try readContainer(container)
            let row = UInt32(container.key) << 16 | UInt32(greatest)
            if row > maximumRow { throw failure("row \(row) is greater than \(maximumRow)") }
        }
        if offset < bytes.count { throw failure("\(bytes.count - offset) bytes after the last container") }
    }

    private mutating func readHeader() throws(RoaringFormatError) -> ([Container], hasOffsets: Bool) {
        let cookie = try read(UInt32.self)
        guard cookie & 0xFFFF == PortableRoaringFormat.cookieWithRuns else {
            guard cookie == PortableRoaringFormat.cookieWithoutRuns else { throw failure("unknown cookie \(cookie)") }
            let count = try read(UInt32.self)
            guard count <= PortableRoaringFormat.maximumContainers else { throw failure("\(count) containers") }
            return (try readContainers(Int(count), runFlags: []), true)
        }
        let count = Int(cookie >> 16) + 1
        let runFlags = try read(count: (count + 7) / 8).map { $0 }
        if count & 7 != 0, runFlags[runFlags.count - 1] >> UInt8(count & 7) != 0 {
            throw failure("run flags of containers that are not there")
        }
        let containers = try readContainers(count, runFlags: runFlags)
        return (containers, count >= PortableRoaringFormat.containersWithOffsets)
    }

    private mutating func readContainers(
        _ count: Int, runFlags: [UInt8]
    ) throws(RoaringFormatError) -> [Container] {
        var containers: [Container] = []
        for index in 0..<count {
            let key = try read(UInt16.self)
            let cardinality = try read(UInt16.self)
            if let last = containers.last, key <= last.key { throw failure("key \(key) after \(last.key)") }
            let hasRuns = !runFlags.isEmpty && runFlags[index >> 3] >> UInt8(index & 7) & 1 != 0
            containers.append(Container(key: key, cardinality: Int(cardinality) + 1, hasRuns: hasRuns))
        }
        return containers
    }

    /// The greatest entry of the container.
    private mutating func readContainer(_ container: Container) throws(RoaringFormatError) -> UInt16 {
        if container.hasRuns { return try readRuns(cardinality: container.cardinality) }
        if container.cardinality <= PortableRoaringFormat.maximumArrayCardinality {
            return try readArray(cardinality: container.cardinality)
        }
        return try readBitset(cardinality: container.cardinality)
    }

    private mutating func readArray(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let entries = try read(count: cardinality * 2)
        var previous = -1
        for index in 0..<cardinality {
            let entry = Int(Self.load(UInt16.self, from: entries, index))
            if entry <= previous { throw failure("array entry \(entry) after \(previous)") }
            previous = entry
        }
        return UInt16(previous)
    }

    private mutating func readBitset(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let words = try read(count: PortableRoaringFormat.bitsetBytes)
        var (population, greatest) = (0, 0)
        for index in 0..<PortableRoaringFormat.bitsetBytes / 8 {
            let word = Self.load(UInt64.self, from: words, index)
            population += word.nonzeroBitCount
            if word != 0 { greatest = index * 64 + 63 - word.leadingZeroBitCount }
        }
        if population != cardinality { throw failure("bitset of \(population) rows, not \(cardinality)") }
        return UInt16(greatest)
    }

    private mutating func readRuns(cardinality: Int) throws(RoaringFormatError) -> UInt16 {
        let count = Int(try read(UInt16.self))
        let runs = try read(count: count * 4)
        var (population, end) = (0, -2)
        for index in 0..<count {
            let start = Int(Self.load(UInt16.self, from: runs, index * 2))
            let lengthLessOne = Int(Self.load(UInt16.self, from: runs, index * 2 + 1))
            if start <= end + 1 { throw failure("run from \(start) overlaps or touches the one to \(end)") }
            end = start + lengthLessOne
            if end > Int(UInt16.max) { throw failure("run from \(start) to \(end)") }
            population += lengthLessOne + 1
        }
        if population != cardinality { throw failure("runs of \(population) rows, not \(cardinality)") }
        return UInt16(end)
    }
}

extension RoaringValidator {
    /// The next little-endian number.
    @inline(__always)
    private mutating func read<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(RoaringFormatError) -> Number {
        Self.load(type, from: try read(count: MemoryLayout<Number>.size), 0)
    }

    /// The next bytes.
    private mutating func read(count: Int) throws(RoaringFormatError) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - offset else { throw failure("\(bytes.count) bytes are too few") }
        let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        offset += count
        return part
    }

    /// The number at an index of some bytes read as numbers. The buffer checks the index.
    @inline(__always)
    private static func load<Number: FixedWidthInteger>(
        _ type: Number.Type, from bytes: UnsafeRawBufferPointer, _ index: Int
    ) -> Number {
        precondition((index + 1) * MemoryLayout<Number>.size <= bytes.count, "index inside the bytes")
        return Number(
            littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: type))
    }

    private func failure(_ detail: String) -> RoaringFormatError {
        RoaringFormatError(offset: offset, detail: detail)
    }
}
