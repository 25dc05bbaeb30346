import Bytes
import Schema
import Segment
import TestSupport

extension GoldenSegments {
    /// Chunks with and without compression and dictionary, a front-coded dictionary, and decimals.
    static let stringsSegment = GoldenSegment(
        name: "strings", input: input(stringColumns, rowCount: stringRows),
        indexing: IndexingConfig(columns: [
            "body": IndexingConfig.Column(dictionary: .never),
            "raw": IndexingConfig.Column(dictionary: .never, compression: IndexingConfig.Compression.none),
            "blank": IndexingConfig.Column(dictionary: .never),
            "total": IndexingConfig.Column(dictionary: .never),
        ]), isCompressed: true)

    static let stringRows = 2400

    private static var stringColumns: [(FieldSpec, ColumnValues)] {
        var random = SeededGenerator(seed: 7)
        let digits = Array("0123456789abcdef".utf8)
        // Texts that come back in every chunk, so that a trained dictionary pays.
        let texts = (0..<24).map { _ in ByteString(random.bytes(300).map { digits[Int($0 & 15)] }) }
        let rows = 0..<stringRows
        let totals = rows.map { Int64($0 * 7919 % stringRows - 1200) }
        return [
            column("body", .json, rows.map { texts[$0 * 7 % 24] }, nullEvery: 100),
            column("raw", .bytes, rows.map { $0 % 97 == 0 ? ByteString([0xFF, UInt8($0 / 97)]) : ByteString([]) }),
            column("blank", .string, rows.map { _ in ByteString([]) }),
            column("total", .bigDecimal, totals.map { BigDecimal($0).orderedBytes }),
            column("customer", .string, rows.map { ByteString("Customer#\(100_000 + $0 / 3)") }),
        ]
    }

    static func column(
        _ name: String, _ type: DataType, _ strings: [ByteString], nullEvery: Int? = nil
    ) -> (FieldSpec, ColumnValues) {
        let nulls = nullEvery.map { period in strings.indices.map { $0 % period == period - 1 } } ?? []
        return (FieldSpec(name: name, type: type), ColumnValues(type: type, storage: .strings(strings), nulls: nulls))
    }

    static func input(_ columns: [(FieldSpec, ColumnValues)], rowCount: Int) -> SegmentInput {
        SegmentInput(
            schema: Schema(name: "all", fields: columns.map(\.0)), columns: columns.map(\.1),
            provenance: .consecutive(partition: 0, firstOffset: 7), rowCount: rowCount)
    }
}

extension GoldenSegments {
    /// Lists of every type, among them NULL and empty ones.
    static let listsSegment = GoldenSegment(
        name: "lists", input: input(DataType.allCases.map { list($0) } + [tags], rowCount: listRows),
        indexing: IndexingConfig(columns: [
            "tags": IndexingConfig.Column(dictionary: .never, compression: IndexingConfig.Compression.none)
        ]))

    static let listRows = 40

    /// Row by row no value, one, two, three, and so on; every ninth row is NULL.
    private static func list(_ type: DataType) -> (FieldSpec, ColumnValues) {
        let counts = (0..<listRows).map { $0 % 9 == 8 ? 0 : $0 % 4 }
        let starts: [UInt32] = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt32($1)) }
        let values = 0..<counts.reduce(0, +)
        let storage: ColumnValues.Storage =
            switch (type, type.representation) {
            case (.boolean, _): .integers(values.map { Int64($0 % 2) })
            case (.bigDecimal, _): .strings(values.map { BigDecimal(Int64($0 % 5) - 2).orderedBytes })
            case (_, .integer): .integers(values.map { Int64($0 * 37 % 11) - 3 })
            case (_, .double): .doubles(values.map { Double($0 * 13 % 50) / 4 })
            case (_, .string): .strings(values.map { ["[]", "{}", "\"x\""][$0 % 3] })
            }
        let column = ColumnValues(
            type: type, storage: storage, nulls: (0..<listRows).map { $0 % 9 == 8 }, valueStarts: starts)
        return (FieldSpec(name: type.rawValue, type: type, isMultiValue: true), column)
    }

    private static var tags: (FieldSpec, ColumnValues) {
        var (field, column) = list(.string)
        field.name = "tags"
        return (field, column)
    }
}

extension GoldenSegments {
    /// The edges of the forms of strings and lists: no row, a single one, only NULLs, one value, the longest ones.
    static let edgeSegments = [
        edge("strings-empty", [], []), edge("strings-null", ["", "", ""], [true, true, true]),
        edge("strings-single", ["only"], []), edge("strings-constant", ["same", "same", "same", "same"], []),
        edge("strings-widest", ["", ByteString(String(repeating: "w", count: 3000)), "\u{0}", "w"], []),
    ]

    /// A column with a dictionary, one of chunks, and a list of all values in the first row.
    private static func edge(_ name: String, _ strings: [ByteString], _ nulls: [Bool]) -> GoldenSegment {
        let isNull = nulls.contains(true)
        let starts = strings.isEmpty ? [0] : [0] + strings.map { _ in UInt32(isNull ? 0 : strings.count) }
        let columns = [
            (FieldSpec(name: "coded", type: .string), nulls),
            (FieldSpec(name: "chunked", type: .string), nulls),
            (FieldSpec(name: "list", type: .string, isMultiValue: true), nulls),
        ].map { field, nulls in
            let storage = ColumnValues.Storage.strings(field.isMultiValue && isNull ? [] : strings)
            return (
                field,
                ColumnValues(
                    type: .string, storage: storage, nulls: nulls, valueStarts: field.isMultiValue ? starts : [])
            )
        }
        let wishes = IndexingConfig.Column(dictionary: .never)
        return GoldenSegment(
            name: name, input: input(columns, rowCount: strings.count),
            indexing: IndexingConfig(columns: ["chunked": wishes]), isCompressed: true)
    }
}
