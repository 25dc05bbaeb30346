import Bytes
import Files

/// A file or directory that no entry names.
public enum Garbage: Hashable, Sendable {
    case file(String)
    case directory(String)

    public var path: String {
        switch self {
        case .file(let path), .directory(let path): path
        }
    }

    /// Removes it. Not durable before the directory is synced, which does not matter: it would be found again.
    public func remove(from fileSystem: any FileSystem) throws(FileError) {
        switch self {
        case .file(let path): try fileSystem.remove(path)
        case .directory(let path): try fileSystem.removeTree(path)
        }
    }
}

extension CatalogState {
    /// What is below `log/` and `tables/` and that no entry names: left by crashes, by edits that did not happen, and
    /// by what was dropped. Logs first, then in the order of names.
    ///
    /// To be called at start only, before anything is written under a new number. Only names that Martlet gives are
    /// reported: numbers, numbers with a suffix, and names of temporary files. What somebody else put there stays.
    public func garbage(in fileSystem: any FileSystem) throws(FileError) -> [Garbage] {
        var found: [Garbage] = []
        for name in try Self.names(in: CatalogPaths.logRoot, fileSystem) {
            let path = Paths.join(CatalogPaths.logRoot, name)
            if name.hasSuffix(temporarySuffix) {
                found.append(.file(path))
            } else if let id = Self.number(name) {
                guard let topic = topics[TopicID(rawValue: id)] else {
                    found.append(.directory(path))
                    continue
                }
                found += try Self.garbage(ofTopic: topic, fileSystem)
            }
        }
        for name in try Self.names(in: CatalogPaths.tableRoot, fileSystem) {
            let path = Paths.join(CatalogPaths.tableRoot, name)
            if name.hasSuffix(temporarySuffix) {
                found.append(.file(path))
            } else if let id = Self.number(name) {
                guard let table = tables[TableID(rawValue: id)] else {
                    found.append(.directory(path))
                    continue
                }
                found += try Self.garbage(ofTable: table, fileSystem)
            }
        }
        return found
    }

    private static func garbage(
        ofTopic topic: TopicEntry, _ fileSystem: any FileSystem
    ) throws(FileError) -> [Garbage] {
        var found: [Garbage] = []
        let directory = CatalogPaths.topicDirectory(topic.id)
        for name in try fileSystem.list(directory) {
            let path = Paths.join(directory, name)
            if name.hasSuffix(temporarySuffix) {
                found.append(.file(path))
            } else if let partition = number(name) {
                if partition >= UInt64(topic.partitionCount) {
                    found.append(.directory(path))
                } else {
                    for file in try fileSystem.list(path) where file.hasSuffix(temporarySuffix) {
                        found.append(.file(Paths.join(path, file)))
                    }
                }
            }
        }
        return found
    }

    private static func garbage(
        ofTable table: TableEntry, _ fileSystem: any FileSystem
    ) throws(FileError) -> [Garbage] {
        var found: [Garbage] = []
        let directory = CatalogPaths.tableDirectory(table.id)
        for name in try fileSystem.list(directory) {
            let path = Paths.join(directory, name)
            guard !name.hasSuffix(temporarySuffix) else {
                found.append(.file(path))
                continue
            }
            guard let dot = name.firstIndex(of: "."), let id = number(String(name[..<dot])) else { continue }
            let segment = SegmentID(rawValue: id)
            let isNamed =
                name[dot...] == CatalogPaths.segmentSuffix
                && (table.segments[segment] != nil || table.deadLetters[segment] != nil)
            if !isNamed { found.append(.file(path)) }
        }
        return found
    }

    private static func names(in directory: String, _ fileSystem: any FileSystem) throws(FileError) -> [String] {
        try fileSystem.exists(directory) ? try fileSystem.list(directory) : []
    }

    /// The number that a name is, in the one way in which Martlet writes it.
    private static func number(_ name: String) -> UInt64? {
        guard let number = UInt64(name), String(number) == name else { return nil }
        return number
    }
}
