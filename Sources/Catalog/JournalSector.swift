import Bytes

/// One sector as it was found.
enum JournalSector {
    case valid(Contents)
    /// Nothing was written here, or it was lost: all zeros, or past the end of the file.
    case missing
    /// Neither what was written nor zeros. A power cut keeps or loses a sector whole, so these bytes were changed
    /// later.
    case damaged(String)

    struct Contents {
        var kind: JournalLayout.SectorKind
        /// The edit that the frame belongs to; for the file header the number of the journal.
        var editNumber: UInt64
        var bytes: ArraySlice<UInt8>
    }

    /// The checksum of a sector: of its place, so that a right sector in the wrong place is wrong, and of all its bytes
    /// after the checksum.
    static func checksum(journal: UInt64, index: Int, _ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = CRC32C()
        crc.update(littleEndian: journal)
        crc.update(littleEndian: UInt64(index))
        crc.update(bytes)
        return crc.value
    }

    /// One sector's bytes. `contents` is at most `sectorContentBytes` long; zeros fill the rest.
    static func encode(
        _ kind: JournalLayout.SectorKind, journal: UInt64, index: Int, editNumber: UInt64, _ contents: ArraySlice<UInt8>
    ) -> [UInt8] {
        precondition(contents.count <= JournalLayout.sectorContentBytes, "contents fit one sector")
        var writer = ByteWriter(reservingCapacity: JournalLayout.sectorBytes)
        writer.writeLittleEndian(UInt32(0))
        writer.writeLittleEndian(kind.rawValue)
        writer.writeLittleEndian(UInt16(contents.count))
        writer.writeLittleEndian(editNumber)
        writer.write(contents)
        writer.pad(toMultipleOf: JournalLayout.sectorBytes)
        let checksum = checksum(
            journal: journal, index: index, writer.bytes[JournalLayout.sectorKindOffset...])
        writer.overwriteLittleEndian(checksum, at: JournalLayout.checksumOffset)
        return writer.bytes
    }

    /// Judges the bytes of one whole sector.
    init(_ bytes: ArraySlice<UInt8>, journal: UInt64, index: Int) {
        var reader = ByteReader(bytes)
        do throws(ByteReaderError) {
            let stored: UInt32 = try reader.readLittleEndian()
            let kind: UInt16 = try reader.readLittleEndian()
            let used: UInt16 = try reader.readLittleEndian()
            let editNumber: UInt64 = try reader.readLittleEndian()
            let computed = Self.checksum(
                journal: journal, index: index, bytes.dropFirst(JournalLayout.sectorKindOffset))
            guard stored == computed else {
                self = bytes.allSatisfy { $0 == 0 } ? .missing : .damaged("the sector's checksum does not match")
                return
            }
            let contents = try reader.read(count: Int(used))
            guard let kind = JournalLayout.SectorKind(rawValue: kind) else {
                self = .damaged("the sector is of the unknown kind \(kind)")
                return
            }
            self = .valid(Contents(kind: kind, editNumber: editNumber, bytes: contents))
        } catch {
            self = .damaged("the sector is shorter than it says")
        }
    }
}
