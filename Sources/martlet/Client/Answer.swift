import HTTPAPI
import Schema

/// A query's answer as the server sent it.
struct Answer {
    let columnNames: [String]
    let columnTypes: [String]
    let rows: [[JSONValue]]
    let microseconds: Int64

    /// Throws the server's words if the query failed.
    init(_ json: JSONValue) throws {
        if let failure = json["exceptions"]?.array?.first {
            throw CommandFailure(failure["message"]?.string ?? "UNEXPECTED_ANSWER: a failure without a message")
        }
        let schema = json["resultTable"]?["dataSchema"]
        guard let names = schema?["columnNames"]?.array, let types = schema?["columnDataTypes"]?.array,
            let rows = json["resultTable"]?["rows"]?.array
        else { throw CommandFailure(code: "UNEXPECTED_ANSWER", "the server's answer has no table") }
        columnNames = names.map { $0.string ?? "" }
        columnTypes = types.map { $0.string ?? "" }
        self.rows = rows.map { $0.array ?? [] }
        microseconds = json["timeUsedMicros"]?.integer ?? (json["timeUsedMs"]?.integer ?? 0) * 1000
        guard columnTypes.count == columnNames.count, self.rows.allSatisfy({ $0.count == names.count }) else {
            throw CommandFailure(code: "UNEXPECTED_ANSWER", "the rows of the answer do not fit its columns")
        }
    }

    /// Whether a column's values are numbers.
    func isNumeric(_ column: Int) -> Bool {
        ["INT", "LONG", "FLOAT", "DOUBLE", "BIG_DECIMAL"].contains(columnTypes[column])
    }
}

extension JSONValue {
    /// The value as a person reads it; nil for NULL.
    var displayText: String? {
        switch self {
        case .null: return nil
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .double(let number): return number.description
        case .decimal(let text): return text
        case .string(let text): return text
        case .array, .object: return compactText
        }
    }

    var compactText: String { String(decoding: serialized, as: UTF8.self) }
}
