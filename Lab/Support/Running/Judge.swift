import Bytes
import Expressions
import Query
import SQL
import Schema

/// Runs cases and compares answers.
final class Judge {
    enum Outcome {
        case rows([[Value]])
        case failure(code: String, message: String)
    }

    /// A physical form of the table at hand.
    struct Made {
        let seed: UInt64
        let snapshot: TableSnapshot
        let limits: QueryLimits
        let description: String
    }

    let duck: DuckDB?
    var counts = LabCounts()
    /// Where the run is, for the message of a trap.
    var context = ""
    private(set) var made: [Made] = []

    init(duck: DuckDB?) { self.duck = duck }

    /// Makes the table in both engines.
    func load(_ table: LabTable, _ forms: [PhysicalForm]) throws {
        made = try forms.map { form in
            let (snapshot, limits, description) = try form.make(table)
            return Made(seed: form.seed, snapshot: snapshot, limits: limits, description: description)
        }
        guard let duck else { return }
        for statement in table.duckStatements {
            if case .failure(let message) = try duck.run(statement) {
                throw DuckDB.Broken(description: "\(message) for \(statement)")
            }
        }
    }

    /// Nil if all is well.
    func judge(_ lab: LabCase) throws -> Verdict? {
        switch lab.oracle {
        case .comparison: try compare(lab)
        case .partition: try checkPartition(lab)
        case .selection: try checkSelection(lab)
        }
    }

    func run(_ sql: String, on form: PhysicalForm) -> Outcome {
        guard let made = made.first(where: { $0.seed == form.seed }) else {
            preconditionFailure("cases run on forms that were made")
        }
        counts.executions += 1
        Witness.note(context, sql)
        do {
            guard case .select(let statement) = try Parser.parse(sql) else {
                return .failure(code: "NO_SELECT", message: "no SELECT")
            }
            let result = try QueryPlanner.prepare(statement, schema: made.snapshot.schema)
                .execute(on: made.snapshot, limits: made.limits)
            let columns = zip(result.columns, result.columnTypes)
            return .rows(
                (0..<result.rowCount).map { row in
                    columns.map { column, type in
                        let value = column[row].normalized
                        guard type == .bigDecimal, case .string(let bytes) = value else { return value }
                        return .string(ByteString(bytes.decimalText))
                    }
                })
        } catch let error as any CodedError {
            return .failure(code: error.code, message: error.message)
        } catch {
            return .failure(code: "UNTYPED", message: "\(error)")
        }
    }

    static let arithmeticCodes: Set = ["NUMERIC_OVERFLOW", "DIVISION_BY_ZERO"]

    /// Whether DuckDB failed by what it computed, and not because it did not understand the statement.
    static func isArithmetic(_ message: String) -> Bool {
        ["OutOfRangeException", "ConversionException"].contains { message.hasPrefix($0) }
            || message.lowercased().contains("division by zero")
    }
}

extension Value {
    /// Without the sign of zero, and with a NaN that equals itself.
    var normalized: Value {
        if case .list(let values) = self { return .list(values.map(\.normalized)) }
        guard case .double(let double) = self else { return self }
        if double.isNaN { return .string("NaN") }
        return double == 0 ? .double(0) : self
    }
}
