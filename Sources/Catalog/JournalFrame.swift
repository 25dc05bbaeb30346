import Bytes

/// One record of the journal.
struct JournalFrame {
    var kind: JournalLayout.FrameKind
    /// The edit after which the state is what the frames up to this one say.
    var editNumber: UInt64
    var payload: [UInt8]

    /// The checksum of a frame: of the file and edit it belongs to, of its header (with the checksum of the frame
    /// before it, which chains them), and of its payload.
    static func checksum(
        journal: UInt64, editNumber: UInt64, kind: UInt32, chain: UInt32, _ payload: ArraySlice<UInt8>
    ) -> UInt32 {
        var crc = CRC32C()
        crc.update(littleEndian: journal)
        crc.update(littleEndian: editNumber)
        crc.update(littleEndian: kind)
        crc.update(littleEndian: UInt32(payload.count))
        crc.update(littleEndian: chain)
        crc.update(payload)
        return crc.value
    }

    /// The frame's sectors, and its checksum for the next one's chain.
    func encode(journal: UInt64, firstSector: Int, chain: UInt32) -> (bytes: [UInt8], checksum: UInt32) {
        precondition(payload.count <= CatalogLimits.payloadBytes, "a payload within its limit")
        let checksum = Self.checksum(
            journal: journal, editNumber: editNumber, kind: kind.rawValue, chain: chain, payload[...])
        var contents = ByteWriter(reservingCapacity: JournalLayout.frameHeaderBytes + payload.count)
        contents.writeLittleEndian(kind.rawValue)
        contents.writeLittleEndian(UInt32(payload.count))
        contents.writeLittleEndian(chain)
        contents.writeLittleEndian(checksum)
        contents.write(payload)
        var bytes: [UInt8] = []
        var sector = firstSector
        var rest = contents.bytes[...]
        repeat {
            bytes += JournalSector.encode(
                sector == firstSector ? .frameStart : .frameContinuation, journal: journal, index: sector,
                editNumber: editNumber, rest.prefix(JournalLayout.sectorContentBytes))
            rest = rest.dropFirst(JournalLayout.sectorContentBytes)
            sector += 1
        } while !rest.isEmpty
        return (bytes, checksum)
    }

    /// Sectors that a frame with a payload of that length takes.
    static func sectorCount(payloadBytes: Int) -> Int {
        let bytes = JournalLayout.frameHeaderBytes + payloadBytes
        return (bytes + JournalLayout.sectorContentBytes - 1) / JournalLayout.sectorContentBytes
    }
}

/// The first bytes of a frame.
struct JournalFrameHeader {
    var kind: UInt32
    var payloadBytes: UInt32
    var chain: UInt32
    var checksum: UInt32

    init(_ contents: ArraySlice<UInt8>) throws(ByteReaderError) {
        var reader = ByteReader(contents)
        kind = try reader.readLittleEndian()
        payloadBytes = try reader.readLittleEndian()
        chain = try reader.readLittleEndian()
        checksum = try reader.readLittleEndian()
    }
}

/// The contents of the first sector of a journal file.
struct JournalFileHeader {
    var magic: ArraySlice<UInt8>
    var version: UInt32
    var sectorBytes: UInt32
    var journal: UInt64

    init(_ contents: ArraySlice<UInt8>) throws(ByteReaderError) {
        var reader = ByteReader(contents)
        magic = try reader.read(count: JournalLayout.magic.count)
        version = try reader.readLittleEndian()
        sectorBytes = try reader.readLittleEndian()
        journal = try reader.readLittleEndian()
    }

    /// The sector that a file of that number starts with.
    static func encode(journal: UInt64) -> [UInt8] {
        var contents = ByteWriter(reservingCapacity: JournalLayout.headerContentBytes)
        contents.write(JournalLayout.magic)
        contents.writeLittleEndian(JournalLayout.version)
        contents.writeLittleEndian(UInt32(JournalLayout.sectorBytes))
        contents.writeLittleEndian(journal)
        return JournalSector.encode(.fileHeader, journal: journal, index: 0, editNumber: journal, contents.bytes[...])
    }
}
