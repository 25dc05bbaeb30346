import ArgumentParser
import Log

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Look into the files of a topic, without a server.",
        discussion: """
            A partition's records lie below the data directory in log/<topic id>/<partition>/<base \
            offset>.log. Nothing is \
            changed or repaired.

            EXAMPLES
              martlet log inspect martlet-data/log/1/0/*.log
            """,
        subcommands: [LogInspect.self])
}

struct LogInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "List the record batches of log files and check every byte.",
        discussion: """
            Prints one line per batch: its place in the file, its offsets, its newest timestamp \
            (milliseconds since 1970) \
            and the log end that was known to be on disk when it was written. Ends with status 1 if a \
            file is damaged or \
            its end is torn; the torn end of the last file is normal after a crash, and the server cuts \
            it at its next start.
            """)

    @Argument(help: "The log files.") var paths: [String]
    @Flag(name: .long, help: "Print one line per file only.") var summary = false

    func run() throws {
        try OfflineFiles.forEach(paths) { path throws(LogError) in
            let file = StoredFile(path: path)
            let listing = try LogInspector.inspect(file.fileSystem, path: file.name)
            if !summary { for entry in listing.entries { Console.line(Self.line(entry)) } }
            Console.line(
                "\(path): topic \(listing.identity.topicID), partition \(listing.identity.partition), offsets "
                    + "\(listing.baseOffset) up to \(listing.endOffset), \(Console.grouped(listing.byteCount)) bytes")
            if let damage = listing.damage { throw .corrupt(damage) }
        }
    }

    private static func line(_ entry: LogFileListing.Entry) -> String {
        let place = "  byte \(entry.position), \(entry.byteCount) bytes: "
        switch entry.kind {
        case .batch:
            let last = entry.baseOffset + entry.recordCount - 1
            return place + "batch, offsets \(entry.baseOffset) to \(last), newest \(entry.maximumTimestamp), "
                + "synced up to \(entry.syncedEnd)"
        case .producer: return place + "producer of a batch that was at offset \(entry.baseOffset)"
        case .cleanEnd: return place + "mark: closed, next offset \(entry.baseOffset)"
        case .fileEnd: return place + "mark: another file follows, next offset \(entry.baseOffset)"
        }
    }
}
