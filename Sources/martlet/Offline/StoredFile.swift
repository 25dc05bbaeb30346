import Files

/// A file named on the command line, as the storage layers take it: a directory and a name in it.
struct StoredFile {
    let fileSystem: PosixFileSystem
    let name: String

    init(path: String) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { path[..<$0] } ?? "."
        fileSystem = PosixFileSystem(root: directory.isEmpty ? "/" : String(directory))
        name = String(slash.map { path[path.index(after: $0)...] } ?? path[...])
    }
}
