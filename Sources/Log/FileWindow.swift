import Files

/// A part of a file in memory that moves forward, so that many frames cost one read.
struct FileWindow {
    private let file: any File
    /// Bytes at and after this position are not looked at.
    let limit: Int
    private let chunkBytes: Int
    /// Position in the file of the first byte of `bytes`.
    private(set) var start = 0
    private(set) var bytes: [UInt8] = []

    init(_ file: any File, limit: Int, chunkBytes: Int) {
        self.file = file
        self.limit = limit
        self.chunkBytes = chunkBytes
    }

    /// Whether `count` bytes from `position` on are in memory.
    func holds(_ position: Int, _ count: Int) -> Bool {
        position >= start && position + count <= start + bytes.count
    }

    /// Brings `count` bytes from `position` on into memory, or fewer where the file or the limit ends, and answers
    /// where in `bytes` they begin.
    mutating func load(_ position: Int, _ count: Int) throws(LogError) -> Int {
        let wanted = min(count, limit - position)
        if !holds(position, wanted) {
            let length = min(max(wanted, chunkBytes), limit - position)
            bytes = try withFileErrors { () throws(FileError) in try file.read(at: position, count: length) }
            start = position
        }
        return position - start
    }

    /// The frame at `position`, which expects `baseOffset` there, checked without what is behind its batch header.
    mutating func frame(
        at position: Int, baseOffset: Int64, _ rules: FrameRules
    ) throws(LogError) -> Result<Frame, Damage> {
        let index = try load(position, Frame.prefixBytes)
        do throws(Damage) {
            let frame = try Frame(reading: bytes, at: index, position: position, seed: rules.seed)
            guard frame.baseOffset == baseOffset || rules.allowsGaps && frame.baseOffset > baseOffset else {
                throw Damage(
                    section: .frame, offset: position + FrameLayout.baseOffset.offset,
                    detail: "base offset \(frame.baseOffset), expected \(baseOffset)")
            }
            guard frame.kind != .producer || rules.allowsGaps else {
                throw Damage(section: .frame, offset: position, detail: "a producer in a file without gaps")
            }
            guard frame.endPosition <= limit else {
                throw Damage(
                    section: .frame, offset: position + FrameLayout.payloadBytes.offset,
                    detail: "the frame ends at byte \(frame.endPosition), the file at \(limit)")
            }
            return .success(frame)
        } catch { return .failure(error) }
    }

    /// Checks what is behind the frame's header, and answers where in `bytes` the frame begins.
    mutating func checkPayload(_ frame: Frame, _ rules: FrameRules) throws(LogError) -> Result<Int, Damage> {
        let index = try load(frame.position, frame.byteCount)
        guard index + frame.byteCount <= bytes.count else {
            return .failure(
                Damage(section: .frame, offset: frame.position, detail: "the file became shorter while it was read"))
        }
        do {
            try frame.checkPayload(bytes, at: index, allowsGaps: rules.allowsGaps)
            return .success(index)
        } catch { return .failure(error) }
    }
}
