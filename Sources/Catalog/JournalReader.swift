import Bytes
import Schema

/// What a journal file holds.
struct JournalContents {
    /// The state after the last whole frame.
    var state: CatalogState
    /// Byte offset of the end of the last whole frame; what is beyond was never acknowledged.
    var end: Int
    /// Checksum of the last frame, for the next one's chain.
    var lastChecksum: UInt32
    /// Whether the last frame says that the catalog was closed.
    var isClosed: Bool
    /// Bytes of the file up to the end of its first frame.
    var checkpointBytes: Int
}

/// Reads a journal file that is not trusted.
///
/// A sector is valid, missing or damaged (see `JournalSector`). Damage anywhere is an error. Missing sectors are a torn
/// tail if nothing but the rest of the same frame follows them: that frame's sync had not returned, so nobody was told
/// about it. Missing sectors before anything else are an error too.
struct JournalReader {
    let file: String
    let number: UInt64
    private let bytes: [UInt8]
    var sectors: [JournalSector] = []
    var contents = JournalContents(
        state: CatalogState(), end: 0, lastChecksum: 0, isClosed: false, checkpointBytes: 0)

    /// Reads the bytes of journal `number`; `file` is its path, for errors.
    static func read(_ bytes: [UInt8], file: String, number: UInt64) throws(FormatError) -> JournalContents {
        var reader = JournalReader(file: file, number: number, bytes: bytes)
        try reader.readHeader()
        try reader.readSectors()
        try reader.readFrames()
        return reader.contents
    }

    private init(file: String, number: UInt64, bytes: [UInt8]) {
        self.file = file
        self.number = number
        self.bytes = bytes
    }

    private func sectorBytes(_ index: Int) -> ArraySlice<UInt8> {
        let start = index * JournalLayout.sectorBytes
        return bytes[start..<start + JournalLayout.sectorBytes]
    }

    /// Checks sector 0. Its layout is the same in every version, so that a later version can be told from damage.
    private func readHeader() throws(FormatError) {
        let section = "file header"
        guard bytes.count >= JournalLayout.sectorBytes else {
            throw error(.corrupt, section, 0, "the file has \(bytes.count) bytes, less than its header")
        }
        guard case .valid(let sector) = JournalSector(sectorBytes(0), journal: number, index: 0) else {
            throw error(.corrupt, section, 0, "the sector's checksum does not match")
        }
        guard let header = try? JournalFileHeader(sector.bytes), sector.kind == .fileHeader,
            header.magic.elementsEqual(JournalLayout.magic)
        else { throw error(.corrupt, section, JournalLayout.magicOffset, "this is no catalog journal") }
        if header.version != JournalLayout.version {
            let kind: FormatError.Kind = header.version > JournalLayout.version ? .tooNew : .tooOld
            throw error(
                kind, section, JournalLayout.versionOffset,
                "the file has version \(header.version), and version \(JournalLayout.version) is read here")
        }
        if header.sectorBytes != UInt32(JournalLayout.sectorBytes) || header.journal != number
            || sector.editNumber != number
        {
            throw error(.corrupt, section, JournalLayout.sectorSizeOffset, "this is not journal \(number)")
        }
    }

    /// Judges all whole sectors after the header. Bytes after the last whole sector are a write that was cut short.
    private mutating func readSectors() throws(FormatError) {
        let count = bytes.count / JournalLayout.sectorBytes
        sectors.reserveCapacity(count)
        sectors.append(.missing)
        for index in 1..<max(1, count) {
            let sector = JournalSector(sectorBytes(index), journal: number, index: index)
            if case .damaged(let detail) = sector {
                throw error(.corrupt, "sector \(index)", index * JournalLayout.sectorBytes, detail)
            }
            sectors.append(sector)
        }
    }

    func error(
        _ kind: FormatError.Kind, _ section: String, _ offset: Int, _ detail: String
    ) -> FormatError {
        FormatError(kind, file: file, section: section, offset: offset, detail)
    }
}
