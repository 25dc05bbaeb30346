import Bytes
import Files

extension Catalog {
    /// Opens the catalog in a directory, or creates an empty one. What was read is on disk before this returns, so that
    /// nobody acts on an edit that a power cut could still take back.
    ///
    /// Throws `format` if the newest journal cannot be read, or if there is none although there are tables or logs:
    /// then the catalog was lost, and starting with an empty one would sweep them away.
    public static func open(
        _ fileSystem: any FileSystem, directory: String = "catalog", options: Options = Options()
    ) throws(CatalogError) -> Catalog {
        let numbers = try onDisk { () throws(FileError) in
            try createDirectory(directory, fileSystem)
            return try journalNumbers(directory, fileSystem)
        }
        if numbers.isEmpty {
            try refuseIfLost(fileSystem, directory)
            try onDisk { () throws(FileError) in try createJournal(fileSystem, directory) }
        }
        let number = numbers.last ?? 1
        let catalog = try openJournal(number, fileSystem, directory, options)
        try onDisk { () throws(FileError) in
            for old in numbers.dropLast() {
                try fileSystem.remove(Paths.join(directory, JournalLayout.fileName(old)))
            }
        }
        return catalog
    }

    private static func createDirectory(_ directory: String, _ fileSystem: any FileSystem) throws(FileError) {
        try fileSystem.createDirectory(directory)
        var child = directory
        while !child.isEmpty {
            child = Paths.directory(of: child)
            try fileSystem.syncDirectory(child)
        }
    }

    /// The numbers of the journals that there are, ascending. Removes what a crash left of one that was being written.
    private static func journalNumbers(
        _ directory: String, _ fileSystem: any FileSystem
    ) throws(FileError) -> [UInt64] {
        var numbers: [UInt64] = []
        for name in try fileSystem.list(directory) {
            if name.hasSuffix(JournalLayout.suffix + temporarySuffix) {
                try fileSystem.remove(Paths.join(directory, name))
            } else if let number = JournalLayout.number(ofFileName: name) {
                numbers.append(number)
            }
        }
        return numbers.sorted()
    }

    private static func refuseIfLost(_ fileSystem: any FileSystem, _ directory: String) throws(CatalogError) {
        for root in [CatalogPaths.tableRoot, CatalogPaths.logRoot] {
            let isUsed = try onDisk { () throws(FileError) in
                let names = try fileSystem.exists(root) ? try fileSystem.list(root) : []
                return !names.isEmpty
            }
            if isUsed {
                throw .format(
                    FormatError(
                        .corrupt, file: directory, section: "directory", offset: 0,
                        "there is no journal, but \(root)/ has files that one named"))
            }
        }
    }

    private static func createJournal(_ fileSystem: any FileSystem, _ directory: String) throws(FileError) {
        let path = Paths.join(directory, JournalLayout.fileName(1))
        let (bytes, _) = JournalWriter.newFile(number: 1, state: CatalogState(), chain: 0)
        try fileSystem.writeAtomically(bytes, to: path)
    }

    private static func openJournal(
        _ number: UInt64, _ fileSystem: any FileSystem, _ directory: String, _ options: Options
    ) throws(CatalogError) -> Catalog {
        let path = Paths.join(directory, JournalLayout.fileName(number))
        let file = try onDisk { () throws(FileError) in try fileSystem.open(path, .readWrite) }
        let size = try onDisk { () throws(FileError) in try file.size() }
        if size > CatalogLimits.journalBytes {
            throw .format(
                FormatError(
                    .corrupt, file: path, section: "file header", offset: 0,
                    "the file has \(size) bytes, more than the limit of \(CatalogLimits.journalBytes)"))
        }
        let bytes = try onDisk { () throws(FileError) in try file.read(at: 0, count: size) }
        let contents: JournalContents
        do throws(FormatError) {
            contents = try JournalReader.read(bytes, file: path, number: number)
        } catch {
            throw .format(error)
        }
        try onDisk { () throws(FileError) in
            if contents.end < size { try file.truncate(to: contents.end) }
            try file.sync()
            try fileSystem.syncDirectory(directory)
        }
        let journal = JournalWriter(
            fileSystem, directory: directory, checkpointBytes: options.checkpointBytes, file: file, number: number,
            contents: contents)
        return Catalog(journal, contents.state)
    }
}

/// Runs file operations, whose errors mean that nothing has changed.
private func onDisk<Result>(_ body: () throws(FileError) -> Result) throws(CatalogError) -> Result {
    do throws(FileError) {
        return try body()
    } catch {
        throw .file(error)
    }
}
