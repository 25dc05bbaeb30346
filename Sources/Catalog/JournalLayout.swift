/// Positions and sizes in a journal file, as `formats/catalog.md` has them. All numbers are little-endian.
public enum JournalLayout {
    public static let version: UInt32 = 1
    /// `MRTLCAT` and a line feed.
    public static let magic: [UInt8] = [0x4D, 0x52, 0x54, 0x4C, 0x43, 0x41, 0x54, 0x0A]

    /// The unit in which a disk keeps or loses what was not synced.
    public static let sectorBytes = 512
    public static let sectorHeaderBytes = 16
    /// Bytes of a sector after its header.
    public static let sectorContentBytes = sectorBytes - sectorHeaderBytes
    public static let frameHeaderBytes = 16

    // Fields of the sector header, by offset in the sector.
    public static let checksumOffset = 0
    public static let sectorKindOffset = 4
    public static let usedBytesOffset = 6
    public static let editNumberOffset = 8

    // Fields of the file header, by offset in sector 0.
    public static let magicOffset = 16
    public static let versionOffset = 24
    public static let sectorSizeOffset = 28
    public static let journalNumberOffset = 32
    public static let headerContentBytes = 24

    // Fields of a frame header, by offset in the frame's contents.
    public static let frameKindOffset = 0
    public static let payloadLengthOffset = 4
    public static let chainOffset = 8
    public static let frameChecksumOffset = 12

    /// What a sector is.
    public enum SectorKind: UInt16, CaseIterable, Sendable {
        case fileHeader = 1
        case frameStart = 2
        case frameContinuation = 3
    }

    /// What a frame says.
    public enum FrameKind: UInt32, CaseIterable, Sendable {
        /// The changes of one edit.
        case edit = 1
        /// The whole state; the first frame of every file, and only that.
        case checkpoint = 2
        /// Nothing follows because the catalog was closed; or something follows because it was opened again.
        case close = 3
    }

    static let suffix = ".journal"
    private static let numberDigits = 20

    /// `00000000000000000001.journal`
    public static func fileName(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: numberDigits - digits.utf8.count) + digits + suffix
    }

    /// The number of the journal of that name, or nil if it is none.
    static func number(ofFileName name: String) -> UInt64? {
        guard name.hasSuffix(suffix), let number = UInt64(name.dropLast(suffix.utf8.count)), number > 0,
            fileName(number) == name
        else { return nil }
        return number
    }
}
