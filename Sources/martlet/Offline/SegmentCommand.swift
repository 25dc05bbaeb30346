import ArgumentParser
import Bytes
import Segment

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment",
        abstract: "Look into sealed segment files, without a server.",
        discussion: """
            Segments lie below the data directory in tables/<table id>/<segment id>.seg and never \
            change, so they can be \
            read while a server runs.

            EXAMPLES
              martlet segment inspect martlet-data/tables/1/7.seg
              martlet segment verify martlet-data/tables/*/*.seg
            """,
        subcommands: [SegmentInspect.self, SegmentVerify.self])
}

struct SegmentInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print a segment's identity, columns, encodings and sizes.",
        discussion: "Reads the footer only: it works for a segment whose data is damaged.")

    @Argument(help: "The segment files.") var paths: [String]

    func run() throws {
        try OfflineFiles.forEach(paths) { path throws(SegmentError) in
            let file = StoredFile(path: path)
            Console.text(SegmentInspector.describe(try SealedSegment.open(file.fileSystem, path: file.name)))
        }
    }
}

struct SegmentVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read segments whole and check every byte.",
        discussion: """
            Checks every checksum, that what the checksums cover is a segment, and that indexes agree \
            with values. Prints \
            one line per file. Ends with status 1 if a file is damaged; the line names section and offset.
            """)

    @Argument(help: "The segment files.") var paths: [String]

    func run() throws {
        try OfflineFiles.forEach(paths) { path throws(SegmentError) in
            let file = StoredFile(path: path)
            let segment = try SealedSegment.open(file.fileSystem, path: file.name)
            do throws(FormatError) { try segment.verify() } catch { throw .format(error) }
            Console.line(
                "\(path): good, \(Console.grouped(segment.rowCount)) rows, \(Console.grouped(segment.byteCount)) bytes")
        }
    }
}
