import Bytes
import Files
import Synchronization

/// A file that takes no more batches, and how it ends.
struct SealedFile: Sendable {
    let file: LogFile
    let seal: LogFile.Seal
}

extension [SealedFile] {
    /// The offset after the last record; nil if there is none. A file that holds no offsets says nothing of it.
    var endOfRecords: Int64? { last { $0.seal.endOffset > $0.file.baseOffset }?.seal.endOffset }
}

/// One file of a log: what is known of it without opening it, and while it is loaded its descriptor and index.
final class LogFile: Sendable {
    /// How a file ends that takes no more batches.
    struct Seal: Sendable {
        let byteCount: Int
        /// The offset that came next when the file was ended.
        let endOffset: Int64
        /// Milliseconds since 1970-01-01 UTC; -1 if no record has a time.
        let maximumTimestamp: Int64
    }

    struct Loaded: Sendable {
        let file: any File
        var index: SparseIndex
    }

    let path: String
    let header: FileHeader
    let rules: FrameRules
    private let state: Mutex<State>

    private struct State {
        var loaded: Loaded?
        /// The name stands for another file, or soon will: the descriptor must not be given back.
        var isPinned = false
    }

    init(path: String, header: FileHeader, loaded: Loaded? = nil) {
        self.path = path
        self.header = header
        rules = header.frameRules
        state = Mutex(State(loaded: loaded))
    }

    var baseOffset: Int64 { header.baseOffset }

    /// Notes a batch of the active file, which is always loaded.
    func addToIndex(baseOffset: Int64, position: Int) {
        state.withLock { $0.loaded?.index.add(baseOffset: baseOffset, position: position) }
    }

    /// The descriptor, and where to begin looking for an offset. Opens the file and builds its index, O(size), if it
    /// is not loaded.
    func place(of offset: Int64, size: Int, in fileSystem: any FileSystem) throws(LogError) -> Place {
        try state.withLock { (state: inout State) throws(LogError) in
            let current = if let loaded = state.loaded { loaded } else { try load(size, fileSystem) }
            state.loaded = current
            let entry = current.index.entry(for: offset)
            return Place(
                file: current.file, position: entry?.position ?? FileHeaderLayout.size,
                baseOffset: entry?.baseOffset ?? header.baseOffset)
        }
    }

    struct Place: Sendable {
        let file: any File
        let position: Int
        let baseOffset: Int64
    }

    /// Gives descriptor and index back; readers that have them go on undisturbed.
    func unload() { state.withLock { if !$0.isPinned { $0.loaded = nil } } }

    /// Opens the file and keeps it open for those who read it, since its name is about to stand for another one.
    func pin(size: Int, in fileSystem: any FileSystem) throws(LogError) {
        try state.withLock { (state: inout State) throws(LogError) in
            if state.loaded == nil { state.loaded = try load(size, fileSystem) }
            state.isPinned = true
        }
    }

    /// A descriptor of the file, of its own unless it is loaded.
    func handle(in fileSystem: any FileSystem) throws(LogError) -> any File {
        try state.withLock { (state: inout State) throws(LogError) in
            if let loaded = state.loaded { return loaded.file }
            let path = path
            return try withFileErrors { () throws(FileError) in try fileSystem.open(path, .readOnly) }
        }
    }

    private func load(_ size: Int, _ fileSystem: any FileSystem) throws(LogError) -> Loaded {
        let path = path
        let file = try withFileErrors { () throws(FileError) in try fileSystem.open(path, .readOnly) }
        // Damage ends the index early, and is reported by the first read that comes to it.
        let scan = try FileScan(file, header, size: size, .headers)
        return Loaded(file: file, index: scan.index)
    }
}

extension LogFile {
    static let suffix = ".log"
    /// Of a file that is being written, and takes its name when it is whole.
    static let temporarySuffix = ".log.tmp"
    static let nameDigits = 20

    /// `directory/<base offset, 20 digits>.log`.
    static func path(_ directory: String, baseOffset: Int64) -> String {
        let digits = String(baseOffset)
        return Paths.join(
            directory, String(repeating: "0", count: nameDigits - digits.utf8.count) + digits + suffix)
    }

    /// The base offset that a name stands for; nil for names that this layer does not give.
    static func baseOffset(ofName name: String) -> Int64? {
        let bytes = Array(name.utf8)
        guard bytes.count == nameDigits + suffix.utf8.count, name.hasSuffix(suffix) else { return nil }
        guard bytes[..<nameDigits].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int64(name.prefix(nameDigits))
    }

    /// Creates a file and makes it durable, header and name. What an earlier attempt left behind is replaced.
    static func create(
        _ header: FileHeader, directory: String, in fileSystem: any FileSystem
    ) throws(FileError) -> (file: LogFile, handle: any File) {
        let path = path(directory, baseOffset: header.baseOffset)
        if try fileSystem.exists(path) { try fileSystem.remove(path) }
        let file = try fileSystem.open(path, .create)
        try file.write(header.bytes, at: 0)
        try file.sync()
        try fileSystem.syncDirectory(directory)
        return (LogFile(path: path, header: header, loaded: Loaded(file: file, index: SparseIndex())), file)
    }
}
