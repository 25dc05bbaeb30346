import Bytes
import Query
import SQL
import Schema
import ScriptSupport
import Segment
import Synchronization
import Testing

/// Rows that a test asks for, cut into segments.
struct TestTable: Sendable {
    var name = "t"
    var fields: [FieldSpec]
    var segments: [[[Value]]]

    init(name: String = "t", _ fields: [FieldSpec], _ segments: [[[Value]]]) {
        self.name = name
        self.fields = fields
        self.segments = segments
    }

    /// The table of a script.
    init(_ table: ScriptTable) throws {
        self.init(
            name: table.name, table.fields,
            try table.segments.map { rows in
                try rows.map { cells in
                    try zip(cells, table.fields).map { cell, field in
                        try #require(ScriptCell(cell).value(field.type), "\(cell) is no \(field.type.rawValue)")
                    }
                }
            })
    }

    var schema: Schema { Schema(name: name, fields: fields) }
    var rows: [[Value]] { segments.flatMap { $0 } }

    /// The table with every segment in one form.
    func snapshot(_ form: PhysicalForm) -> TableSnapshot {
        TableSnapshot(
            name: name, schema: schema,
            segments: segments.enumerated().map {
                MemorySegment("\(name)_\($0.offset)", fields: fields, rows: $0.element, form: form)
            })
    }

    /// The table in sealed segments, built and read back.
    func sealedSnapshot(indexing: IndexingConfig = IndexingConfig()) throws -> TableSnapshot {
        var sealed = [any SegmentSource]()
        for (index, rows) in segments.enumerated() {
            let columns = fields.enumerated().map { position, field in
                ColumnValues(rows.map { $0[position] }, of: field)
            }
            let bytes = try SegmentBuilder.build(
                SegmentInput(
                    schema: schema, columns: columns,
                    provenance: .consecutive(partition: Int32(index), firstOffset: Int64(index * 1000)),
                    rowCount: rows.count),
                identity: SegmentIdentity(
                    tableID: 1, segmentID: UInt64(index), name: "\(name)_\(index)", schemaName: name, schemaVersion: 0),
                indexing: indexing)
            sealed.append(try SealedSegment(MappedRegion(copying: bytes), path: "\(index).seg"))
        }
        return TableSnapshot(name: name, schema: schema, segments: sealed)
    }

    /// The table with a different form for each segment, from a first one on.
    func mixedSnapshot(from first: Int) -> TableSnapshot {
        let forms = PhysicalForm.allCases
        return TableSnapshot(
            name: name, schema: schema,
            segments: segments.enumerated().map {
                MemorySegment(
                    "\(name)_\($0.offset)", fields: fields, rows: $0.element,
                    form: forms[($0.offset + first) % forms.count])
            })
    }
}

func select(_ sql: String) throws -> SelectStatement {
    guard case .select(let statement) = try Parser.parse(sql) else { throw ReferenceError.unknown(sql) }
    return statement
}

/// What one run of a test is like: constants small and usual, one thread and two.
struct RunShape: CustomStringConvertible {
    var batchRows = 4096
    var blockRows = 1 << 16
    var denseKeys = 1 << 20
    var unitRows = 1 << 16
    var threads = 1

    /// Boundaries everywhere, one thread.
    static let tiny = RunShape(batchRows: 2, blockRows: 64, denseKeys: 6, unitRows: 3)
    static let all = [
        RunShape(), tiny, RunShape(batchRows: 2, blockRows: 64, denseKeys: 6, unitRows: 3, threads: 2),
        RunShape(unitRows: 5, threads: 2),
    ]

    var description: String { "batches of \(batchRows), units of \(unitRows), \(threads) threads" }
}

func limits(_ shape: RunShape = RunShape()) -> QueryLimits {
    var limits = QueryLimits()
    limits.batchRows = shape.batchRows
    limits.blockRows = shape.blockRows
    limits.maximumDenseKeys = shape.denseKeys
    limits.unitRows = shape.unitRows
    if shape.threads > 1 { limits.executor = TestThreads(width: shape.threads) }
    // Tables are small here, and indexes are to be used all the same.
    limits.rowsPerLookup = 1
    return limits
}

func limits(batchRows: Int) -> QueryLimits { limits(RunShape(batchRows: batchRows)) }

/// Runs pieces of work on the caller's thread and on new ones beside it.
struct TestThreads: ParallelExecutor {
    let width: Int

    func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let next = Mutex(0)
        withoutActuallyEscaping(body) { body in
            let work: @Sendable () -> Void = {
                while true {
                    let index = next.withLock { next in
                        defer { next += 1 }
                        return next
                    }
                    if index >= count { return }
                    body(index)
                }
            }
            let others = (1..<max(min(width, count), 1)).map { _ in NamedThread("test", work) }
            work()
            for thread in others { thread.join() }
        }
    }
}

extension QueryResult {
    var rows: [[Value]] { (0..<rowCount).map { row in columns.map { $0[row] } } }
}

func run(_ sql: String, on table: TableSnapshot, _ limits: QueryLimits = limits()) throws -> QueryResult {
    try QueryPlanner.prepare(try select(sql), schema: table.schema).execute(on: table, limits: limits)
}

/// The code of the error that a query ends with, or nil.
func errorCode(_ sql: String, on table: TableSnapshot, _ limits: QueryLimits = limits()) -> String? {
    do {
        _ = try run(sql, on: table, limits)
        return nil
    } catch let error as any CodedError {
        return error.code
    } catch {
        return "\(error)"
    }
}

extension ColumnValues {
    /// The values, or lists of values, of a column.
    init(_ values: [Value], of field: FieldSpec) {
        guard field.isMultiValue else {
            self.init(values, type: field.type)
            return
        }
        let lists = values.map { value -> [Value] in if case .list(let elements) = value { elements } else { [] } }
        let starts = lists.reduce(into: [UInt32(0)]) { $0.append($0[$0.count - 1] + UInt32($1.count)) }
        let nulls = values.map(\.isNull)
        let elements = ColumnValues(lists.flatMap { $0 }, type: field.type)
        self.init(
            type: field.type, storage: elements.storage, nulls: nulls.contains(true) ? nulls : [], valueStarts: starts)
    }

    /// The values of a column one by one, or its lists.
    init(_ values: [Value], type: DataType) {
        let nulls = values.map(\.isNull)
        let lists = values.map { value -> [Value]? in if case .list(let elements) = value { elements } else { nil } }
        if lists.contains(where: { $0 != nil }) {
            let elements = ColumnValues(lists.flatMap { $0 ?? [] }, type: type)
            let ends = lists.reduce(into: [UInt32(0)]) { $0.append($0[$0.count - 1] + UInt32($1?.count ?? 0)) }
            self.init(
                type: type, storage: elements.storage, nulls: nulls.contains(true) ? nulls : [], valueStarts: ends)
            return
        }
        let storage: Storage
        switch type.representation {
        case .integer: storage = .integers(values.map { if case .integer(let value) = $0 { value } else { 0 } })
        case .double: storage = .doubles(values.map { if case .double(let value) = $0 { value } else { 0 } })
        case .string:
            storage = .strings(values.map { if case .string(let value) = $0 { value } else { ByteString([]) } })
        }
        self.init(type: type, storage: storage, nulls: nulls.contains(true) ? nulls : [])
    }
}
