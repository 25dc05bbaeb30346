import Bytes
import Engine
import Files
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Times the parts of ingestion inside this process:
//
//     IngestBench prepare DIRECTORY ROWS    writes orders.ndjson, and a database with them in a topic of two partitions
//     IngestBench decode DIRECTORY          JSON to rows, on one thread
//     IngestBench consume DIRECTORY 1|2     log to consuming segments, on one thread or one for each partition
//     IngestBench table DIRECTORY ROWS      a table in the database: rows after which a segment is sealed
//     IngestBench freshness DIRECTORY RATE  that table, sealed, while RATE records a second come and queries are asked
//
// and prints name, rows, seconds and processor seconds of each.

func stop(_ reason: String) -> Never {
    let line = Array((reason + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(1)
}

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2 else { stop("IngestBench prepare|decode|consume|table|freshness DIRECTORY [NUMBER]") }
    let workload = Workload(directory: arguments[1])
    let number = arguments.count > 2 ? Int(arguments[2]) ?? 0 : 0
    switch arguments[0] {
    case "prepare": try await workload.prepare(rows: number)
    case "decode": try workload.decode()
    case "consume": try workload.consume(threads: number)
    case "table": try await workload.table(sealedAfter: number)
    case "freshness": try await workload.freshness(rate: number)
    default: stop("unknown: \(arguments[0])")
    }
} catch {
    stop("\(error)")
}
