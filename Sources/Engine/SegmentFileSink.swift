import Files
import Segment
import Synchronization

/// Takes a segment's bytes as the builder gives them into a file with a temporary name, so that they are in memory
/// once at most.
final class SegmentFileSink: SegmentSink {
    private let fileSystem: any FileSystem
    private let path: String
    private let file: any File
    /// Bytes written so far.
    private let offset = Mutex(0)

    init(_ fileSystem: any FileSystem, path: String) throws(FileError) {
        self.fileSystem = fileSystem
        self.path = path
        if try fileSystem.exists(path + temporarySuffix) { try fileSystem.remove(path + temporarySuffix) }
        file = try fileSystem.open(path + temporarySuffix, .create)
    }

    func append(_ bytes: [UInt8]) throws(SegmentError) {
        do throws(FileError) {
            try offset.withLock { offset throws(FileError) in
                try file.write(bytes, at: offset)
                offset += bytes.count
            }
        } catch {
            throw .file(error)
        }
    }

    /// Makes the file durable and gives it its name.
    func finish() throws(FileError) {
        try file.sync()
        try fileSystem.rename(path + temporarySuffix, to: path)
        try fileSystem.syncDirectory(Paths.directory(of: path))
    }

    /// Removes the unfinished file. What cannot be removed is swept at the next start.
    func discard() { try? fileSystem.remove(path + temporarySuffix) }
}
