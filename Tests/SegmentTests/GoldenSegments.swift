import Bytes
import Files
import Schema
import Segment

/// The inputs of the segments that are kept in `formats/`.
enum GoldenSegments {
    /// Directory of the repository.
    static let repository = PosixFileSystem(
        root: Paths.directory(of: Paths.directory(of: Paths.directory(of: #filePath))))
    static let allTypesPath = "formats/golden/1/segment-all-types.seg"
    static let tinyPath = "formats/golden/1/segment-tiny.seg"
    static let pagePath = "formats/segment.md"

    /// Three rows of one column: the worked example of the page.
    static func tiny() throws -> [UInt8] {
        let schema = Schema(name: "orders", fields: [FieldSpec(name: "city", type: .string)])
        let input = SegmentInput(
            schema: schema, columns: [ColumnValues(type: .string, storage: .strings(["Rome", "Oslo", "Rome"]))],
            provenance: .consecutive(partition: 2, firstOffset: 100), rowCount: 3)
        let identity = SegmentIdentity(
            tableID: 1, segmentID: 5, name: "orders__2__0", schemaName: "orders", schemaVersion: 1)
        return try SegmentBuilder.build(input, identity: identity)
    }

    static let rows = 64

    /// Every type and encoding, NULLs, and inverted indexes.
    static func allTypes() throws -> [UInt8] {
        let identity = SegmentIdentity(
            tableID: 0x0102_0304_0506_0708, segmentID: 99, name: "all__0__7", schemaName: "all", schemaVersion: 4)
        return try SegmentBuilder.build(allTypesInput, identity: identity)
    }

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
        ]
    }

    private static func each<Element>(_ element: (Int) -> Element) -> [Element] { (0..<rows).map(element) }

    private static func column(
        _ name: String, _ type: DataType, _ storage: ColumnValues.Storage, nullEvery: Int? = nil,
        role: FieldSpec.Role = .dimension
    ) -> (FieldSpec, ColumnValues) {
        let nulls = nullEvery.map { period in each { $0 % period == period - 1 } } ?? []
        return (
            FieldSpec(name: name, type: type, role: role), ColumnValues(type: type, storage: storage, nulls: nulls)
        )
    }
}
