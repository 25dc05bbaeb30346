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

/// The first bytes of a log file: whose it is, where it begins, and the seed of its frames' checksums.
struct FileHeader: Equatable, Sendable {
    var identity: LogIdentity
    var baseOffset: Int64
    var salt: UInt64

    /// The header as it is stored. Its last four bytes are the checksum.
    var bytes: [UInt8] {
        typealias Layout = FileHeaderLayout
        var bytes = Layout.magicBytes + [UInt8](repeating: 0, count: Layout.size - Layout.magicBytes.count)
        bytes.storeLittleEndian(Layout.currentVersion, Layout.version)
        bytes.storeLittleEndian(Layout.size, Layout.headerBytes)
        bytes.storeLittleEndian(identity.topicID, Layout.topicID)
        bytes.storeLittleEndian(identity.partition, Layout.partition)
        bytes.storeLittleEndian(baseOffset, Layout.baseOffset)
        bytes.storeLittleEndian(salt, Layout.salt)
        bytes.storeLittleEndian(CRC32C.of(bytes[..<Layout.checksum.offset]), Layout.checksum)
        return bytes
    }

    /// The header's own checksum, from which every frame's checksum goes on: a frame in another file is wrong.
    var frameSeed: UInt32 { CRC32C.of(bytes[..<FileHeaderLayout.checksum.offset]) }

    init(identity: LogIdentity, baseOffset: Int64, salt: UInt64) {
        self.identity = identity
        self.baseOffset = baseOffset
        self.salt = salt
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
        try Self.checkVersion(bytes)
        identity = LogIdentity(
            topicID: bytes.littleEndian(Layout.topicID, of: 0), partition: bytes.littleEndian(Layout.partition, of: 0))
        baseOffset = bytes.littleEndian(Layout.baseOffset, of: 0)
        salt = bytes.littleEndian(Layout.salt, of: 0)
        guard baseOffset >= 0 else { throw Self.damage("base offset \(baseOffset)", at: Layout.baseOffset.offset) }
    }

    private static func checkVersion(_ bytes: [UInt8]) throws(Damage) {
        typealias Layout = FileHeaderLayout
        let version: UInt32 = bytes.littleEndian(Layout.version, of: 0)
        guard version <= Layout.currentVersion else {
            throw Damage(
                kind: .tooNew, section: .fileHeader, offset: Layout.version.offset,
                detail: "version \(version); the newest that is known is \(Layout.currentVersion)")
        }
        let size: UInt32 = bytes.littleEndian(Layout.headerBytes, of: 0)
        guard version == Layout.currentVersion, Int(size) == Layout.size else {
            throw damage("version \(version) with a header of \(size) bytes", at: Layout.version.offset)
        }
        for field in [Layout.reserved, Layout.reservedTail]
        where !bytes.areZero(field.offset..<field.offset + field.size) {
            throw damage("reserved bytes are not zero", at: field.offset)
        }
    }

    private static func damage(_ detail: String, at offset: Int) -> Damage {
        Damage(section: .fileHeader, offset: offset, detail: detail)
    }
}
