import Bytes
import Schema

/// Rows as the JSON of the records that they come from.
enum RecordText {
    static func json(_ values: [Value], _ columns: [LabColumn]) -> String {
        let members = zip(columns, values).map { "\"\($0.name)\":\(json($1, $0.type))" }
        return "{" + members.joined(separator: ",") + "}"
    }

    private static func json(_ value: Value, _ type: DataType) -> String {
        switch value {
        case .null: "null"
        case .integer(let integer): type == .boolean ? (integer == 1 ? "true" : "false") : "\(integer)"
        case .double(let double): "\(double)"
        case .string(let string): type == .bigDecimal ? "\"\(string.decimalText)\"" : quoted(string.string)
        case .list(let values): "[" + values.map { json($0, type) }.joined(separator: ",") + "]"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}

extension ColumnValues {
    /// The values of a column one by one.
    init(_ values: [Value], type: DataType, isList: Bool) {
        let nulls = values.map(\.isNull)
        if isList {
            let elements = values.map { if case .list(let elements) = $0 { elements } else { [Value]() } }
            var starts: [UInt32] = [0]
            for list in elements { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
            let flat = ColumnValues(elements.flatMap { $0 }, type: type, isList: false)
            self.init(
                type: type, storage: flat.storage, nulls: nulls.contains(true) ? nulls : [], valueStarts: starts)
            return
        }
        let storage: Storage
        switch type.representation {
        case .integer: storage = .integers(values.map { if case .integer(let value) = $0 { value } else { 0 } })
        case .double: storage = .doubles(values.map { if case .double(let value) = $0 { value } else { 0 } })
        case .string:
            storage = .strings(values.map { if case .string(let value) = $0 { value } else { .init([]) } })
        }
        self.init(type: type, storage: storage, nulls: nulls.contains(true) ? nulls : [])
    }
}
