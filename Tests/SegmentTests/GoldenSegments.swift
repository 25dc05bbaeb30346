import Bytes
import Files
import Schema
import Segment
import Testing

/// A segment that is kept in `formats/`, and what it is built from.
struct GoldenSegment: Sendable, CustomTestStringConvertible {
    let name: String
    let input: SegmentInput
    var indexing = IndexingConfig()
    var identity = SegmentIdentity(
        tableID: 0x0102_0304_0506_0708, segmentID: 99, name: "all__0__7", schemaName: "all", schemaVersion: 4)

    var path: String { "formats/golden/\(SegmentFormat.version)/segment-\(name).seg" }
    var testDescription: String { name }
    /// Whether other versions of zstd may write other bytes.
    var isCompressed = false

    func bytes() throws -> [UInt8] { try SegmentBuilder.build(input, identity: identity, indexing: indexing) }
}

enum GoldenSegments {
    /// Directory of the repository.
    static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))

    /// All of the current version: together they have every type, encoding and kind of region.
    static let all =
        [
            tinySegment, allTypesSegment, blocksSegment, wideBlocksSegment, runsSegment, stringsSegment, listsSegment,
            indexesSegment,
        ]
        + shapes + edgeSegments

    static func tiny() throws -> [UInt8] { try tinySegment.bytes() }
    static func allTypes() throws -> [UInt8] { try allTypesSegment.bytes() }

    /// Three rows of one column: the worked example of the page.
    static let tinySegment = GoldenSegment(
        name: "tiny",
        input: SegmentInput(
            schema: Schema(name: "orders", fields: [FieldSpec(name: "city", type: .string)]),
            columns: [ColumnValues(type: .string, storage: .strings(["Rome", "Oslo", "Rome"]))],
            provenance: .consecutive(partition: 2, firstOffset: 100), rowCount: 3),
        identity: SegmentIdentity(
            tableID: 1, segmentID: 5, name: "orders__2__0", schemaName: "orders", schemaVersion: 1))

    static let rows = 64

    /// Every type, NULLs, and inverted indexes.
    static let allTypesSegment = GoldenSegment(name: "all-types", input: allTypesInput)

    static var allTypesInput: SegmentInput {
        let columns = numberColumns + otherColumns
        let origins: [RowProvenance] = each { (row: Int) -> RowProvenance in
            let (pair, half) = row.quotientAndRemainder(dividingBy: 2)
            let generation: UInt32 = row < 40 ? 0 : 1
            return RowProvenance(
                generation: generation, partition: Int32(row % 3), offset: Int64(5000 + pair), subRow: Int32(half))
        }
        return SegmentInput(
            schema: Schema(name: "all", fields: columns.map(\.0)), columns: columns.map(\.1),
            provenance: Provenance(origins),
            rowCount: rows)
    }

    private static var numberColumns: [(FieldSpec, ColumnValues)] {
        let ids: [Int64] = each { Int64($0) * 1_000_003 - 5 }
        let quantities: [Int64] = each { Int64($0 * 7 % 5) - 2 }
        let extremes: [Int64] = [.min, .max, 0]
        let limits: [Int64] = each { row in row % 4 == 3 ? Int64(row) : extremes[row % 4] }
        let amounts: [Double] = each { row in Double(row * row) / 8 - 100 }
        let grades: [Double] = [-1.5, 0, 2.25]
        let scores: [Double] = each { grades[$0 % 3] }
        let ratings: [Double] = each { row in Double(Float(row) / 3) }
        let rates: [Double] = each { row in row < 32 ? 0.5 : Double.infinity }
        return [
            column("id", .long, .integers(ids)),
            column("quantity", .int, .integers(quantities), nullEvery: 10),
            column("limits", .long, .integers(limits)),
            column("amount", .double, .doubles(amounts), nullEvery: 11, role: .metric),
            column("score", .double, .doubles(scores)),
            column("rating", .float, .doubles(ratings), role: .metric),
            column("rate", .float, .doubles(rates), nullEvery: 7),
        ]
    }

    private static var otherColumns: [(FieldSpec, ColumnValues)] {
        let names: [ByteString] = ["Rome", "Oslo", "Zürich", ""]
        let cities: [ByteString] = each { names[$0 / 16] }
        let paid: [Int64] = each { $0 % 3 == 0 ? 1 : 0 }
        let times: [Int64] = each { row in 1_735_689_600_000 + Int64(row + row / 20) }
        let long: [ByteString] = each { row in ByteString(String(repeating: "x", count: 250 + row / 6)) }
        return [
            column("city", .string, .strings(cities), nullEvery: 9),
            column("paid", .boolean, .integers(paid)),
            column("placed", .timestamp, .integers(times), role: .dateTime),
            column("currency", .string, .strings(each { _ in "EUR" })),
            column("note", .string, .strings(each { _ in "" }), nullEvery: 1),
            column("long", .string, .strings(long)),
            column("document", .json, .strings(each { row in row % 2 == 0 ? "{\"a\":1}" : "[]" })),
            column("hash", .bytes, .strings(each { row in ByteString([UInt8(row * 37 % 256), 0xFF, UInt8(row)]) })),
            column("price", .bigDecimal, .strings(each { BigDecimal(Int64($0 % 5)).orderedBytes }), role: .metric),
        ]
    }

    static func each<Element>(_ element: (Int) -> Element) -> [Element] { (0..<rows).map(element) }

    static func column(
        _ name: String, _ type: DataType, _ storage: ColumnValues.Storage, nullEvery: Int? = nil,
        role: FieldSpec.Role = .dimension
    ) -> (FieldSpec, ColumnValues) {
        let nulls = nullEvery.map { period in each { $0 % period == period - 1 } } ?? []
        return (
            FieldSpec(name: name, type: type, role: role), ColumnValues(type: type, storage: storage, nulls: nulls)
        )
    }
}
