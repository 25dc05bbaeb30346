import Bytes
import Catalog
import Schema

/// A second, independent reader and writer of journals, by `formats/catalog.md` and not by the code.
struct JournalText {
    struct Frame {
        var kind: UInt32
        var editNumber: UInt64
        var payload: [UInt8]
    }

    var number: UInt64
    var frames: [Frame]

    init(number: UInt64, frames: [Frame]) {
        self.number = number
        self.frames = frames
    }

    /// Reads a journal that is whole.
    init(_ bytes: [UInt8]) throws {
        func integer(_ offset: Int, _ count: Int) -> UInt64 {
            (0..<count).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
        }
        number = integer(32, 8)
        frames = []
        var sector = 1
        while sector * 512 < bytes.count {
            let editNumber = integer(sector * 512 + 8, 8)
            let kind = UInt32(integer(sector * 512 + 16, 4))
            let length = Int(integer(sector * 512 + 20, 4))
            var contents: [UInt8] = []
            while contents.count < 16 + length {
                let used = Int(integer(sector * 512 + 6, 2))
                contents += bytes[sector * 512 + 16..<sector * 512 + 16 + used]
                sector += 1
            }
            frames.append(Frame(kind: kind, editNumber: editNumber, payload: Array(contents[16...])))
        }
    }

    /// The journal's bytes, every checksum right.
    func encoded(version: UInt32 = 1, magic: String = "MRTLCAT\n") -> [UInt8] {
        var header = ByteWriter()
        header.write(utf8: magic)
        header.writeLittleEndian(version)
        header.writeLittleEndian(UInt32(512))
        header.writeLittleEndian(number)
        var bytes = sector(1, 0, number, header.bytes)
        var chain: UInt32 = 0
        for frame in frames {
            var summed = ByteWriter()
            summed.writeLittleEndian(number)
            summed.writeLittleEndian(frame.editNumber)
            summed.writeLittleEndian(frame.kind)
            summed.writeLittleEndian(UInt32(frame.payload.count))
            summed.writeLittleEndian(chain)
            summed.write(frame.payload)
            var contents = ByteWriter()
            contents.writeLittleEndian(frame.kind)
            contents.writeLittleEndian(UInt32(frame.payload.count))
            contents.writeLittleEndian(chain)
            chain = CRC32C.of(summed.bytes)
            contents.writeLittleEndian(chain)
            contents.write(frame.payload)
            var rest = contents.bytes[...]
            var kind: UInt16 = 2
            while !rest.isEmpty {
                bytes += sector(kind, bytes.count / 512, frame.editNumber, Array(rest.prefix(496)))
                rest = rest.dropFirst(496)
                kind = 3
            }
        }
        return bytes
    }

    private func sector(_ kind: UInt16, _ index: Int, _ editNumber: UInt64, _ contents: [UInt8]) -> [UInt8] {
        var sector = ByteWriter()
        sector.writeLittleEndian(kind)
        sector.writeLittleEndian(UInt16(contents.count))
        sector.writeLittleEndian(editNumber)
        sector.write(contents)
        sector.write([UInt8](repeating: 0, count: 508 - sector.count))
        var summed = ByteWriter()
        summed.writeLittleEndian(number)
        summed.writeLittleEndian(UInt64(index))
        summed.write(sector.bytes)
        var bytes = ByteWriter()
        bytes.writeLittleEndian(CRC32C.of(summed.bytes))
        bytes.write(sector.bytes)
        return bytes.bytes
    }
}
