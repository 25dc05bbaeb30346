import Files
import Foundation

/// The implementations that the conformance tests run against.
enum Subject: String, CaseIterable, Sendable {
    case posix, memory

    /// Runs `body` on an empty file system, which is gone afterwards.
    func run(_ body: (any FileSystem) throws -> Void) throws {
        switch self {
        case .memory: try body(MemoryFileSystem())
        case .posix:
            let directory = FileManager.default.temporaryDirectory.path + "/martlet-files-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let files = PosixFileSystem(root: directory + "/nested/root")
            try files.createRoot()
            try files.createRoot()
            try body(files)
        }
    }
}

extension FileSystem {
    /// A new file with these contents.
    @discardableResult
    func add(_ path: String, _ bytes: [UInt8] = []) throws(FileError) -> any File {
        let file = try open(path, .create)
        try file.write(bytes, at: 0)
        return file
    }
}

/// Why `body` throws, or nil if it does not.
func reason(_ body: () throws -> Void) -> FileError.Reason? {
    do {
        try body()
        return nil
    } catch {
        return (error as? FileError)?.reason
    }
}
