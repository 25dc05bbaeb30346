import Foundation

/// The working copy that this test was compiled from.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Directories that hold no text of ours.
    private static let skippedNames: Set = [".git", ".venv", ".cache", ".swiftpm", "data", "demo-data", "__pycache__"]
    /// Larger files are data.
    private static let maximumBytes = 1 << 20

    /// Every text file, sorted by path.
    static func files() throws -> [SourceFile] {
        var paths: [String] = []
        try collect("", into: &paths)
        return try paths.sorted().compactMap { path in
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: root + "/" + path)))
            let isText = bytes.count <= maximumBytes && !bytes.contains(0)
            return isText ? SourceFile(path: path, bytes: bytes) : nil
        }
    }

    private static func collect(_ directory: String, into paths: inout [String]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: root + "/" + directory) {
            let path = directory.isEmpty ? name : directory + "/" + name
            if skippedNames.contains(name) || name.hasPrefix(".build") || name == "Package.resolved" { continue }
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory) else { continue }
            if isDirectory.boolValue { try collect(path, into: &paths) } else { paths.append(path) }
        }
    }
}
