import Files

/// Reads all frames of a file that takes no more batches, every byte checked.
struct FrameReader {
    private var window: FileWindow
    private let file: LogFile
    private var position = FileHeaderLayout.size
    private var nextOffset: Int64

    init(_ sealed: SealedFile, in fileSystem: any FileSystem) throws(LogError) {
        file = sealed.file
        nextOffset = sealed.file.baseOffset
        window = FileWindow(
            try sealed.file.handle(in: fileSystem), limit: sealed.seal.byteCount, chunkBytes: LogLimits.scanChunkBytes)
    }

    /// The next batch, or what stands for one; nil at the end mark.
    mutating func next() throws(LogError) -> (frame: Frame, batch: RecordBatch?)? {
        while position < window.limit {
            let frame = try checked(try window.frame(at: position, baseOffset: nextOffset, file.rules))
            let start = try checked(try window.checkPayload(frame, file.rules)) + FrameLayout.size
            position = frame.endPosition
            nextOffset = frame.endOffset
            switch frame.kind {
            case .cleanEnd, .fileEnd: continue
            case .producer: return (frame, nil)
            case .batch:
                return (frame, RecordBatch(checked: Array(window.bytes[start..<start + frame.payloadBytes])))
            }
        }
        return nil
    }

    private func checked<Value>(_ result: Result<Value, Damage>) throws(LogError) -> Value {
        switch result {
        case .success(let value): return value
        case .failure(let damage): throw damage.error(file.path)
        }
    }
}
