import Bitmaps
import Bytes
import Files
import Query
import SQL
import Schema
import Segment

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Times statements on one sealed segment, inside this process:
//
//     EngineBench FILE lineorder_flat|orders [SQL]
//     DEAD_PERCENT=1 EngineBench …     with so many of a hundred rows dead, at random
//
// prints for each statement the median in milliseconds with one thread and with two, and the processor time that one
// run takes. Without SQL, the statements of the data set are taken.

/// Seconds from an arbitrary start, by that clock.
func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func stop(_ reason: String) -> Never {
    let line = Array((reason + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(1)
}

func open(_ path: String) throws -> TableSnapshot {
    let parts = path.split(separator: "/")
    let root = (path.first == "/" ? "/" : "") + parts.dropLast().joined(separator: "/")
    let files = PosixFileSystem(root: root.isEmpty ? "." : root)
    let segment = try SealedSegment.open(files, path: String(parts.last ?? ""))
    var fields: [FieldSpec] = []
    for column in segment.columns where column.role != .hidden {
        guard let type = column.type else { continue }
        let role: FieldSpec.Role = column.role == .metric ? .metric : .dimension
        fields.append(FieldSpec(name: column.name.string, type: type, role: role))
    }
    return TableSnapshot(name: "t", schema: Schema(name: "t", fields: fields), segments: [segment])
}

/// The table with a share of its rows dead, always the same ones.
func killingRows(of table: TableSnapshot, percent: Double) -> TableSnapshot {
    var state: UInt64 = 1
    let bound = UInt64(percent / 100 * Double(1 << 32))
    let views = table.segments.map { segment in
        var live = LiveRows(rowCount: segment.source.rowCount)
        for row in 0..<live.rowCount {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if state >> 32 < bound { live.kill(row) }
        }
        return SegmentView(segment.source, liveRows: live)
    }
    return TableSnapshot(name: table.name, schema: table.schema, views: views)
}

/// From the environment: 0 to 100, 0 without.
func deadPercent() -> Double {
    guard let text = getenv("DEAD_PERCENT") else { return 0 }
    guard let percent = Double(String(cString: text)), percent >= 0, percent <= 100 else {
        stop("DEAD_PERCENT is from 0 to 100")
    }
    return percent
}

/// Medians of the wall clock and of the processor's, in milliseconds, and the rows of the answer.
func measure(_ sql: String, on table: TableSnapshot, _ limits: QueryLimits) throws -> (Double, Double, Int) {
    var (wall, processor, rows) = ([Double](), [Double](), 0)
    let start = now(CLOCK_MONOTONIC)
    while wall.count < 7 || (now(CLOCK_MONOTONIC) - start < 0.4 && wall.count < 300) {
        let (wallStart, processorStart) = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
        guard case .select(let statement) = try Parser.parse(sql) else { stop("no SELECT: \(sql)") }
        rows = try QueryPlanner.prepare(statement, schema: table.schema).execute(on: table, limits: limits).rowCount
        wall.append((now(CLOCK_MONOTONIC) - wallStart) * 1000)
        processor.append((now(CLOCK_PROCESS_CPUTIME_ID) - processorStart) * 1000)
    }
    return (wall.sorted()[wall.count / 2], processor.sorted()[processor.count / 2], rows)
}

func decimals(_ number: Double) -> String {
    let thousandths = Int(number * 1000 + 0.5)
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
}

func report(_ name: String, _ sql: String, on table: TableSnapshot, _ team: Threads) throws -> Double {
    var limits = QueryLimits()
    let (one, processor, rows) = try measure(sql, on: table, limits)
    limits.executor = team
    let (two, _, _) = try measure(sql, on: table, limits)
    print("\(name)\t\(decimals(one))\t\(decimals(two))\t\(decimals(processor))\t\(rows)")
    return two
}

do {
    let arguments = CommandLine.arguments.dropFirst()
    guard let path = arguments.first, arguments.count >= 2 else {
        stop("EngineBench FILE lineorder_flat|orders [SQL]")
    }
    let table = killingRows(of: try open(path), percent: deadPercent())
    let team = Threads(width: 2)
    print("query\t1 thread\t2 threads\tCPU\trows")
    var logarithms = 0.0
    let statements =
        arguments.count > 2
        ? [("sql", arguments[arguments.startIndex + 2])]
        : try Statements.of(arguments[arguments.startIndex + 1], table)
    for (name, sql) in statements { logarithms += log(try report(name, sql, on: table, team)) }
    print("geometric mean\t\t\(decimals(exp(logarithms / Double(statements.count))))")
} catch {
    stop("\(error)")
}
