/// Rules for paths below the root of a file system.
public enum Paths {
    /// The directory part: everything before the last `/`, or `""`.
    public static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    /// The part after the last `/`.
    public static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// `directory/name`, or just the name in the root.
    public static func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : directory + "/" + name
    }

    /// Longest name of one component, in bytes: the limit of the usual Linux file systems.
    public static let maximumComponentBytes = 255

    /// The components of a path, cut at `/` bytes; none for the root.
    static func components(of path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// Refuses whatever could leave the root: absolute paths, `.` and `..`, empty components, NUL.
    static func check(_ path: String, _ operation: String) throws(FileError) {
        if path.isEmpty { return }
        for component in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let isUnsafe =
                component.isEmpty || component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8)
                || component.contains(0) || component.count > maximumComponentBytes
            if isUnsafe { throw FileError(.invalidPath, path: path, operation: operation) }
        }
    }

    /// The same for an operation that cannot be meant for the root itself.
    static func checkBelowRoot(_ path: String, _ operation: String) throws(FileError) {
        if path.isEmpty {
            throw FileError(.invalidPath, path: path, operation: operation, detail: "the root itself")
        }
        try check(path, operation)
    }
}
