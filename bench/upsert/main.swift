import BenchSupport
import Bytes
import Dispatch
import Ingest
import Schema
import Segment
import Upsert

// What upsert costs: `UpsertBench [long|string] [keys]`. One line a measurement.

let arguments = CommandLine.arguments
let isText = arguments.contains("string")
let keyCount = arguments.compactMap { Int($0) }.first ?? 1_000_000

/// Threads of the system, for building.
struct DispatchExecutor: ParallelExecutor {
    let width: Int

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
}

let schema = Schema(
    name: "t",
    fields: [
        FieldSpec(name: "id", type: isText ? .string : .long), FieldSpec(name: "ts", type: .timestamp),
        FieldSpec(name: "gone", type: .boolean),
    ])
let rules = try UpsertRules(schema, keys: ["id"], comparison: ["ts"], deletion: "gone")
let segmentRows = 1_000_000
/// Rows between two versions of a table, more or less.
let batchRows = 4096

func key(_ number: Int) -> Value { isText ? .string(ByteString("customer-\(100_000_000 + number)")) : .integer(Int64(number)) }

/// The rows of a table in consuming segments of a million rows.
struct Feed {
    var segments: [ConsumingSegment] = []
    var time: Int64 = 0

    /// Adds rows for keys, and returns what `apply` took: nanoseconds in all, and at most for one batch.
    mutating func add(_ keys: [Int], to index: inout UpsertIndex) throws -> (total: Double, longest: Double) {
        var (total, longest) = (0.0, 0.0)
        for start in stride(from: 0, to: keys.count, by: batchRows) {
            if (segments.last?.rowCount ?? segmentRows) + batchRows > segmentRows {
                let partition = Int32(segments.count)
                segments.append(
                    ConsumingSegment(
                        name: "c", schema: schema, schemaVersion: 1, partition: partition, startOffset: 0))
                try index.add(segments[segments.count - 1].snapshot, number: UInt32(partition))
            }
            let last = segments.count - 1
            let first = segments[last].rowCount
            for position in start..<min(start + batchRows, keys.count) {
                time += 1
                let row = DecodedRow([key(keys[position]), .integer(time), .integer(0)])
                segments[last].append(row, offset: segments[last].offsets.upperBound)
            }
            let snapshot = segments[last].snapshot
            let began = DispatchTime.now().uptimeNanoseconds
            try index.grow(UInt32(last), to: snapshot)
            _ = try index.apply(first..<snapshot.rowCount, of: UInt32(last))
            let took = Double(DispatchTime.now().uptimeNanoseconds - began)
            total += took
            longest = max(longest, took)
        }
        return (total, longest)
    }
}

func report(_ what: String, _ text: String) {
    print(what + String(repeating: " ", count: max(1, 34 - what.count)) + text)
}

func rounded(_ number: Double) -> String { String(Double(Int(number * 100)) / 100) }

var random = SplitMix64(seed: 1)
var index = UpsertIndex(rules)
var feed = Feed()
let inserted = try feed.add(random.permutation(keyCount), to: &index)
report("inserts", "\(rounded(inserted.total / Double(keyCount))) ns/row, longest batch \(rounded(inserted.longest / 1e6)) ms")
report("memory of the index", "\(rounded(Double(index.allocatedBytes) / Double(index.keyCount))) B/key, \(index.keyCount) keys")
let updateCount = min(keyCount, 2_000_000)
let updated = try feed.add((0..<updateCount).map { _ in random.below(keyCount) }, to: &index)
report("updates", "\(rounded(updated.total / Double(updateCount))) ns/row, longest batch \(rounded(updated.longest / 1e6)) ms")
report("memory of index and live rows", "\(rounded(Double(index.allocatedBytes) / Double(index.keyCount))) B/key")

var sealed: [(number: UInt32, segment: any SegmentSource)] = []
for (number, segment) in feed.segments.enumerated() {
    let identity = SegmentIdentity(tableID: 1, segmentID: 1, name: "s", schemaName: "t", schemaVersion: 1)
    let sink = SegmentBytes()
    // By key, which is another order than that of arrival.
    let order = try SegmentBuilder.build(
        segment.snapshot.topicRows, identity: identity, indexing: IndexingConfig(sortedColumn: "id"), to: sink)
    let source = try SealedSegment(MappedRegion(copying: sink.bytes), path: "s")
    sealed.append((UInt32(number + 1000), source))
    guard number == 0, let order else { continue }
    let part = RowMapping.Part(
        number: 0, destinations: order.destinations(), live: try index.liveRows(of: UInt32(number)))
    try index.beginReplacing(RowMapping([part], rowCount: source.rowCount), by: source, number: 1000)
    var (longest, total, steps) = (0.0, 0.0, 0)
    while true {
        let began = DispatchTime.now().uptimeNanoseconds
        let progress = try index.continueReplacing(1000, budget: 65536)
        let took = Double(DispatchTime.now().uptimeNanoseconds - began)
        (longest, total, steps) = (max(longest, took), total + took, steps + 1)
        if case .finished = progress { break }
    }
    report(
        "a million rows in another order",
        "\(rounded(total / 1e6)) ms in \(steps) steps, longest \(rounded(longest / 1e6)) ms")
}
let expected = index.counts.values.reduce(0) { $0 + $1.live }
for width in [1, 2] {
    let began = DispatchTime.now().uptimeNanoseconds
    let built = try UpsertIndex.build(rules, sealed, executor: DispatchExecutor(width: width))
    let took = Double(DispatchTime.now().uptimeNanoseconds - began)
    let rows = sealed.reduce(0) { $0 + $1.segment.rowCount }
    precondition(built.keyCount == keyCount && built.counts.values.reduce(0) { $0 + $1.live } == expected, "all keys")
    report(
        "building, \(width) threads",
        "\(rounded(Double(rows) * 1e3 / took)) million rows/s, "
            + "\(rounded(Double(built.keyCount) * 1e3 / took)) million keys/s")
}
