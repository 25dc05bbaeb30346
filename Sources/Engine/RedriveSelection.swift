import Bytes
import Catalog
import Ingest
import Log
import Query
import SQL
import Schema
import Segment

/// Finds the dead letters that a redrive is about, and makes records of them again.
enum Redrive {
    /// What a redrive takes of one segment of dead letters.
    struct Selection {
        let source: SealedEntry
        let matched: [Letter]
        /// The rows that stay; nil if there are none.
        let rest: ConsumingSnapshot?
        /// Records that the rows that stay stand for.
        let leftCount: Int64
    }

    /// A dead letter as the record that it was.
    struct Letter {
        let key: [UInt8]?
        let value: [UInt8]?
        let headers: [(key: [UInt8], value: [UInt8]?)]
        let timestamp: Int64
    }

    /// The condition as an expression. Codes: those of SQL.
    static func parse(_ condition: String?) throws(EngineError) -> Expression? {
        guard let condition else { return nil }
        let statement = try select("SELECT 1 FROM deadletters WHERE \(condition)")
        let isCondition =
            statement.groupBy.isEmpty && statement.having == nil && statement.orderBy.isEmpty && statement.limit == nil
            && statement.offset == 0 && statement.options.isEmpty
        guard isCondition, let filter = statement.filter else {
            throw EngineError(.invalid, code: "INVALID_QUERY", "'\(condition.prefix(200))' is more than a condition")
        }
        return filter
    }

    private static func select(_ text: String) throws(EngineError) -> SelectStatement {
        do throws(SQLError) {
            guard case .select(let statement) = try Parser.parse(text) else {
                throw SQLError(.syntax, at: SourceLocation(line: 1, column: 1), "expected a condition")
            }
            return statement
        } catch {
            throw EngineError(.invalid, error)
        }
    }

    /// Every row with its place in the log, and whether it can be sent once more.
    private static func statement(_ filter: Expression?) throws(EngineError) -> SelectStatement {
        let names = DeadLetters.schema.fields.map(\.name) + [ProvenanceColumn.offset.rawValue]
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        var statement = try select(
            "SELECT \(list), errorCode <> '\(RecordError.Kind.undecodable.rawValue)' FROM deadletters LIMIT 2147483647")
        guard let filter, case .expression(let isRecord, _)? = statement.items.popLast() else { return statement }
        let both = Expression(.and(isRecord, filter), at: filter.location)
        statement.items.append(
            .expression(Expression(.isTruth(both, true, isNegated: false), at: filter.location), alias: nil))
        return statement
    }

    /// Divides a segment into what is redriven and what stays. O(rows).
    static func select(
        _ filter: Expression?, from source: SealedEntry, _ limits: QueryLimits
    ) throws(EngineError) -> Selection {
        let statement = try statement(filter)
        let snapshot = TableSnapshot(name: "deadletters", schema: DeadLetters.schema, segments: [source.segment])
        let result: QueryResult
        do throws(QueryError) {
            result = try QueryPlanner.prepare(statement, schema: DeadLetters.schema)
                .execute(on: snapshot, limits: limits)
        } catch {
            throw EngineError(error.code == "UNREADABLE_SEGMENT" ? .failed : .invalid, error)
        }
        return try divide(result, source)
    }

    private static func divide(_ result: QueryResult, _ source: SealedEntry) throws(EngineError) -> Selection {
        let entry = source.entry
        var rest = ConsumingSegment(
            name: entry.name, schema: DeadLetters.schema, schemaVersion: entry.schemaVersion,
            partition: entry.partition ?? 0, startOffset: entry.startOffset)
        var (matched, left): ([Letter], Int64) = ([], 0)
        let fieldCount = DeadLetters.schema.fields.count
        for row in 0..<result.rowCount {
            let values = result.columns.map { $0[row] }
            if values[fieldCount + 1] == .integer(1) {
                matched.append(try Letter(values))
                continue
            }
            guard case .integer(let offset) = values[fieldCount], case .integer(let count) = values[.recordCount]
            else {
                preconditionFailure("offset and count of a dead letter are never NULL")
            }
            if offset > rest.offsets.upperBound { rest.pass(rest.offsets.upperBound..<offset, \.skipped) }
            rest.append(DecodedRow(Array(values[..<fieldCount])), offset: offset)
            left += count
        }
        return Selection(
            source: source, matched: matched, rest: rest.rowCount == 0 ? nil : rest.snapshot, leftCount: left)
    }

    /// The records in batches of about `Database.batchBytes`.
    static func batches(of letters: [Letter]) throws(EngineError) -> [RecordBatch] {
        var (batches, builder) = ([RecordBatch](), RecordBatchBuilder())
        do throws(LogError) {
            for letter in letters {
                let headers = letter.headers.map { RecordHeader(key: $0.key[...], value: $0.value.map { $0[...] }) }
                try builder.append(
                    key: letter.key.map { $0[...] }, value: letter.value.map { $0[...] }, headers: headers,
                    timestamp: letter.timestamp)
                if builder.byteCount >= Database.batchBytes {
                    batches.append(builder.finish())
                    builder = RecordBatchBuilder()
                }
            }
        } catch {
            throw EngineError(.failed, error)
        }
        if !builder.isEmpty { batches.append(builder.finish()) }
        return batches
    }
}

extension Redrive.Letter {
    /// From the columns of a dead letter.
    fileprivate init(_ values: [Value]) throws(EngineError) {
        func bytes(_ value: Value) -> [UInt8]? {
            if case .string(let string) = value { Array(string.bytes) } else { nil }
        }
        func text(_ value: Value) -> [UInt8] {
            switch value {
            case .integer(let number): Array(String(number).utf8)
            default: bytes(value) ?? []
            }
        }
        key = bytes(values[.key])
        self.value = bytes(values[.value])
        timestamp = if case .integer(let time) = values[.timestamp] { time } else { -1 }
        var headers = try Self.headers(bytes(values[.headers]) ?? [])
        // A record that was redriven before says already where it came from.
        if !headers.contains(where: { $0.key == Array(RedriveHeader.topic.utf8) }) {
            for (name, value) in [
                (RedriveHeader.topic, values[.topic]), (RedriveHeader.partition, values[.partition]),
                (RedriveHeader.offset, values[.offset]),
            ] { headers.append((Array(name.utf8), text(value))) }
        }
        self.headers = headers
    }

    private static func headers(_ json: [UInt8]) throws(EngineError) -> [(key: [UInt8], value: [UInt8]?)] {
        if json.isEmpty { return [] }
        do throws(JSONError) {
            guard case .array(let elements) = try JSONValue(parsing: json) else { return [] }
            return elements.map { (bytes(of: $0["key"]) ?? [], bytes(of: $0["value"])) }
        } catch {
            throw EngineError(.failed, code: "CORRUPT_FILE", "the headers of a dead letter are no JSON")
        }
    }

    private static func bytes(of value: JSONValue?) -> [UInt8]? {
        switch value {
        case .string(let text): Array(text.utf8)
        case .object(let members):
            if case .string(let text)? = members["bytes"] { HexText.parse(text.utf8) } else { nil }
        default: nil
        }
    }
}

extension [Value] {
    /// Of the values of a dead letter, in the order of its columns.
    fileprivate subscript(column: DeadLetters.Column) -> Value { self[column.rawValue] }
}
