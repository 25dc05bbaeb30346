import Bytes
import Files
import Synchronization

/// A file that takes no more batches, and how it ends.
struct SealedFile: Sendable {
    let file: LogFile
    let seal: LogFile.Seal
}

/// One file of a log: what is known of it without opening it, and while it is loaded its descriptor and index.
final class LogFile: Sendable {
    /// How a file ends that takes no more batches.
    struct Seal: Sendable {
        let byteCount: Int
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
    let seed: UInt32
    private let loaded: Mutex<Loaded?>

    init(path: String, header: FileHeader, loaded: Loaded? = nil) {
        self.path = path
        self.header = header
        seed = header.frameSeed
        self.loaded = Mutex(loaded)
    }

    var baseOffset: Int64 { header.baseOffset }

    /// Notes a batch of the active file, which is always loaded.
    func addToIndex(baseOffset: Int64, position: Int) {
        loaded.withLock { $0?.index.add(baseOffset: baseOffset, position: position) }
    }

    /// The descriptor, and where to begin looking for an offset. Opens the file and builds its index, O(size), if it
    /// is not loaded.
    func place(of offset: Int64, size: Int, in fileSystem: any FileSystem) throws(LogError) -> Place {
        try loaded.withLock { (state: inout Loaded?) throws(LogError) in
            let current = if let state { state } else { try load(size, fileSystem) }
            state = current
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
    func unload() { loaded.withLock { $0 = nil } }

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
