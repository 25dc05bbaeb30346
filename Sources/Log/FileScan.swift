import Files

/// What is in a log file, found by walking over its frames from the first to the last good one.
struct FileScan {
    /// How much of every frame is checked.
    enum Depth {
        /// Frame and batch header: enough to build an index.
        case headers
        /// Every byte.
        case everything
    }

    let header: FileHeader
    let rules: FrameRules
    /// The byte after the last good frame.
    private(set) var end = FileHeaderLayout.size
    /// The offset after the last good frame.
    private(set) var endOffset: Int64
    /// What the good frames prove to have been synced: every byte before this position.
    private(set) var syncedPosition = FileHeaderLayout.size
    private(set) var maximumTimestamp: Int64 = -1
    private(set) var batches = 0
    private(set) var last: Frame?
    private(set) var index = SparseIndex()
    /// Why the walk ended before the file did.
    private(set) var damage: Damage?

    /// Walks over the first `size` bytes of a file whose header was read before. O(size).
    init(
        _ file: any File, _ header: FileHeader, size: Int, _ depth: Depth, visit: (Frame) -> Void = { _ in }
    ) throws(LogError) {
        self.header = header
        rules = header.frameRules
        endOffset = header.baseOffset
        var window = FileWindow(file, limit: size, chunkBytes: LogLimits.scanChunkBytes)
        while end < size, damage == nil {
            switch try Self.next(&window, self, depth) {
            case .success(let frame):
                take(frame)
                visit(frame)
            case .failure(let found): damage = found
            }
        }
    }

    private static func next(
        _ window: inout FileWindow, _ scan: FileScan, _ depth: Depth
    ) throws(LogError) -> Result<Frame, Damage> {
        if scan.last?.kind == .fileEnd {
            return .failure(Damage(section: .fileEnd, offset: scan.end, detail: "bytes after the file's end mark"))
        }
        let result = try window.frame(at: scan.end, baseOffset: scan.endOffset, scan.rules)
        guard case .success(let frame) = result else { return result }
        guard depth == .everything else { return result }
        return try window.checkPayload(frame, scan.rules).map { _ in frame }
    }

    private mutating func take(_ frame: Frame) {
        if frame.kind == .batch {
            index.add(baseOffset: frame.baseOffset, position: frame.position)
            batches += 1
        }
        maximumTimestamp = max(maximumTimestamp, frame.maximumTimestamp)
        syncedPosition = max(syncedPosition, frame.syncedPosition)
        endOffset = frame.endOffset
        end = frame.endPosition
        last = frame
    }
}

extension FileScan {
    /// A frame after `end` that proves that something at or after `end` had been synced; nil if none does. O(size).
    ///
    /// Frames begin at multiples of 8, so those are the places to look. Only the frame's own checksum has to hold.
    func proofOfSync(beyondEndIn file: any File, size: Int) throws(LogError) -> Frame? {
        var window = FileWindow(file, limit: size, chunkBytes: LogLimits.scanChunkBytes)
        var position = end
        while size - position >= Frame.markBytes {
            let index = try window.load(position, min(Frame.prefixBytes, size - position))
            guard window.bytes.count - index >= Frame.markBytes else { return nil }
            if window.bytes.littleEndian(FrameLayout.magic, of: index) == FrameLayout.magicNumber,
                let frame = try? Frame(reading: window.bytes, at: index, position: position, seed: rules.seed),
                frame.syncedPosition > end
            {
                return frame
            }
            position += FrameLayout.alignment
        }
        return nil
    }
}
