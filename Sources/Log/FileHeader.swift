import Bytes

/// What a check of stored bytes found wrong; the reader of the file adds its name.
struct Damage: Error {
    var kind = FormatError.Kind.corrupt
    let section: Section
    /// Bytes from the start of the file.
    let offset: Int
    let detail: String

    /// The parts of a log file, by the names that its page in `formats/` gives them.
    enum Section: String {
        case fileHeader = "file header"
        case frame = "frame"
        case batch = "batch"
        case padding = "padding"
        case fileEnd = "file end"
    }

    func formatError(_ file: String) -> FormatError {
        FormatError(kind, file: file, section: section.rawValue, offset: offset, detail)
    }

    func error(_ file: String) -> LogError { .corrupt(formatError(file)) }
}

/// By what the frames of a file are read.
struct FrameRules: Sendable {
    /// What their checksums go on from.
    let seed: UInt32
    /// Whether offsets may be missing between batches and within them.
    let allowsGaps: Bool
}

/// The first bytes of a log file: whose it is, where it begins, and the seed of its frames' checksums.
struct FileHeader: Equatable, Sendable {
    var identity: LogIdentity
    var baseOffset: Int64
    var salt: UInt64
    /// Where the file before this one ended. It is less than the base offset where records were lost in between.
    var previousEnd: Int64
    /// Whether compaction has written the file, so that its offsets have gaps.
    var isCompacted = false
    /// The version of the format that the file has.
    private(set) var version = FileHeaderLayout.currentVersion

    /// The header as it is stored. Its last four bytes are the checksum.
    var bytes: [UInt8] {
        typealias Layout = FileHeaderLayout
        var bytes = Layout.magicBytes + [UInt8](repeating: 0, count: Layout.size - Layout.magicBytes.count)
        bytes.storeLittleEndian(version, Layout.version)
        bytes.storeLittleEndian(Layout.size, Layout.headerBytes)
        bytes.storeLittleEndian(identity.topicID, Layout.topicID)
        bytes.storeLittleEndian(identity.partition, Layout.partition)
        bytes.storeLittleEndian(baseOffset, Layout.baseOffset)
        bytes.storeLittleEndian(salt, Layout.salt)
        if version > 1 {
            bytes.storeLittleEndian(isCompacted ? Layout.compactedFlag : 0, Layout.flags)
            bytes.storeLittleEndian(previousEnd, Layout.previousEnd)
        }
        bytes.storeLittleEndian(CRC32C.of(bytes[..<Layout.checksum.offset]), Layout.checksum)
        return bytes
    }

    /// The header's own checksum, from which every frame's checksum goes on: a frame in another file is wrong.
    var frameSeed: UInt32 { CRC32C.of(bytes[..<FileHeaderLayout.checksum.offset]) }

    /// By what the frames of the file are read.
    var frameRules: FrameRules { FrameRules(seed: frameSeed, allowsGaps: isCompacted) }

    /// `previousEnd` is the base offset unless it is said.
    init(identity: LogIdentity, baseOffset: Int64, salt: UInt64, previousEnd: Int64? = nil) {
        self.identity = identity
        self.baseOffset = baseOffset
        self.salt = salt
        self.previousEnd = previousEnd ?? baseOffset
    }

    /// Reads and checks a header.
    init(reading bytes: [UInt8]) throws(Damage) {
        typealias Layout = FileHeaderLayout
        guard bytes.count >= Layout.size else {
            throw Self.damage("\(bytes.count) bytes are less than a header", at: bytes.count)
        }
        guard bytes[..<Layout.magic.size].elementsEqual(Layout.magicBytes) else {
            throw Self.damage("wrong magic", at: 0)
        }
        let computed = CRC32C.of(bytes[..<Layout.checksum.offset])
        let stored: UInt32 = bytes.littleEndian(Layout.checksum, of: 0)
        guard stored == computed else {
            throw Self.damage("CRC-32C is \(computed), stored \(stored)", at: Layout.checksum.offset)
        }
        version = try Self.checkedVersion(bytes)
        identity = LogIdentity(
            topicID: bytes.littleEndian(Layout.topicID, of: 0), partition: bytes.littleEndian(Layout.partition, of: 0))
        baseOffset = bytes.littleEndian(Layout.baseOffset, of: 0)
        salt = bytes.littleEndian(Layout.salt, of: 0)
        previousEnd = version == 1 ? baseOffset : bytes.littleEndian(Layout.previousEnd, of: 0)
        let flags: UInt32 = bytes.littleEndian(Layout.flags, of: 0)
        isCompacted = flags & Layout.compactedFlag != 0
        guard baseOffset >= 0 else { throw Self.damage("base offset \(baseOffset)", at: Layout.baseOffset.offset) }
        guard (0...baseOffset).contains(previousEnd) else {
            throw Self.damage("previous end \(previousEnd)", at: Layout.previousEnd.offset)
        }
        guard flags & ~(version == 1 ? 0 : Layout.compactedFlag) == 0 else {
            throw Self.damage("unknown flags \(flags)", at: Layout.flags.offset)
        }
    }

    private static func checkedVersion(_ bytes: [UInt8]) throws(Damage) -> UInt32 {
        typealias Layout = FileHeaderLayout
        let version: UInt32 = bytes.littleEndian(Layout.version, of: 0)
        guard version <= Layout.currentVersion else {
            throw Damage(
                kind: .tooNew, section: .fileHeader, offset: Layout.version.offset,
                detail: "version \(version); the newest that is known is \(Layout.currentVersion)")
        }
        let size: UInt32 = bytes.littleEndian(Layout.headerBytes, of: 0)
        guard version >= 1, Int(size) == Layout.size else {
            throw damage("version \(version) with a header of \(size) bytes", at: Layout.version.offset)
        }
        let reserved = version == 1 ? Layout.previousEnd.offset : Layout.reserved.offset
        guard bytes.areZero(reserved..<Layout.checksum.offset) else {
            throw damage("reserved bytes are not zero", at: reserved)
        }
        return version
    }

    private static func damage(_ detail: String, at offset: Int) -> Damage {
        Damage(section: .fileHeader, offset: offset, detail: detail)
    }
}
