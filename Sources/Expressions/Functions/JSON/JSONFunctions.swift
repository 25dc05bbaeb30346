import Bytes
import Schema

/// Functions that look into JSON documents. What is not there, is `null` or is not of the wanted type is NULL.
enum JSONFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction(
            "jsonExtractScalar", canFail: true,
            "The value at a JSON path as a type such as 'LONG' or 'STRING_ARRAY', or a default where there is none.",
            [
                FunctionSignature(
                    [.text, .literal("path"), .literal("type"), .literalValue("default")], optional: 1,
                    .literals("the type") { (literals) throws(ExpressionError) in try conversion(literals).type }
                ) { (literals) throws(ExpressionError) in
                    try extraction(path(literals, 1), conversion(literals), fallback: literals.value(3), literals)
                }
            ]),
        ScalarFunction(
            "jsonExtractKey", canFail: true, "The paths, such as $['a'][0], of the values at a JSON path.",
            [
                FunctionSignature([.text, .literal("path")], .always(.list(.string))) {
                    (literals) throws(ExpressionError) in
                    let path = try path(literals, 1)
                    return rowByRow { (text: ByteString) throws(ExpressionError) in
                        Elements(try path.paths(in: JSONScanner(bytes: text.bytes)).map { ByteString($0) })
                    }
                }
            ]),
        reading("jsonPath", .json, "The value at a JSON path as JSON."),
        reading("jsonPathString", .string, "The value at a JSON path as text, or a default."),
        reading("jsonPathLong", .long, "The value at a JSON path as LONG, or a default."),
        reading("jsonPathDouble", .double, "The value at a JSON path as DOUBLE, or a default."),
        reading("jsonPathArray", .list(.string), "The values at a JSON path, or in the array there, as texts."),
        ScalarFunction(
            "jsonPathArrayDefaultEmpty", nulls: .sees, canFail: true,
            "The values at a JSON path, or in the array there, as texts; an empty list where there are none.",
            [
                FunctionSignature([.text, .literal("path")], .always(.list(.string))) {
                    (literals) throws(ExpressionError) in
                    let path = try path(literals, 1)
                    return { arguments throws(ExpressionError) in
                        let texts = ByteString.rows(of: arguments.vectors[0])
                        var rows = [Elements<ByteString>]()
                        for row in texts.indices {
                            let isNull = arguments.vectors[0].isNull(row)
                            rows.append(Elements(isNull ? [] : try elements(path, texts[row])))
                        }
                        return Elements.vector(rows)
                    }
                }
            ]),
        ScalarFunction(
            "jsonPathExists", canFail: true, "Whether a JSON path finds something, be it `null`.",
            [
                FunctionSignature([.text, .literal("path")], .boolean) { (literals) throws(ExpressionError) in
                    let path = try path(literals, 1)
                    return rowByRow { (text: ByteString) throws(ExpressionError) in
                        switch try path.find(in: JSONScanner(bytes: text.bytes)) {
                        case .none: false
                        case .one: true
                        case .many(let found): !found.isEmpty
                        }
                    }
                }
            ]),
        ScalarFunction("jsonFormat", [.text], .string, "The JSON document without blanks; NULL if it is none.") {
            (text: ByteString) -> ByteString? in
            let scanner = JSONScanner(bytes: text.bytes)
            return scanner.document.map { ByteString(scanner.compact($0)) }
        },
        ScalarFunction("isJson", [.text], .boolean, "Whether the text is a JSON document.") { (text: ByteString) in
            JSONScanner(bytes: text.bytes).document != nil
        },
    ]

    private static func reading(_ name: String, _ type: ValueType, _ summary: String) -> ScalarFunction {
        ScalarFunction(
            name, canFail: true, summary,
            [
                FunctionSignature(
                    [.text, .literal("path"), .literalValue("default")],
                    optional: 1, .always(type)
                ) { (literals) throws(ExpressionError) in
                    guard let conversion = JSONConversion(type.name) else {
                        preconditionFailure("the functions read types that documents have")
                    }
                    return try extraction(path(literals, 1), conversion, fallback: literals.value(2), literals)
                }
            ])
    }

    private static func path(_ literals: FunctionLiterals, _ index: Int) throws(ExpressionError) -> JSONPath {
        do throws(JSONPath.Problem) {
            return try JSONPath(literals.text(index) ?? "$")
        } catch {
            throw literals.invalid(index, "the JSON path '\(literals.text(index) ?? "")': \(error.detail)")
        }
    }

    private static func conversion(_ literals: FunctionLiterals) throws(ExpressionError) -> JSONConversion {
        guard let name = literals.text(2) else { throw literals.invalid(2, "the type is NULL") }
        if let conversion = JSONConversion(name) { return conversion }
        throw literals.invalid(2, "'\(name)' is not \(JSONConversion.names)")
    }

    private static func extraction(
        _ path: JSONPath, _ conversion: JSONConversion, fallback: Value?, _ literals: FunctionLiterals
    ) throws(ExpressionError) -> FunctionBody {
        let position = literals.values.count - 1
        let missing =
            try fallback.map { (value) throws(ExpressionError) in
                try defaultValue(value, conversion, literals, position)
            } ?? .null
        return { arguments throws(ExpressionError) in
            let texts = ByteString.rows(of: arguments.vectors[0])
            var values = ValueCollector(conversion.type)
            for row in texts.indices {
                if arguments.isSkipped(row) {
                    values.append(.null)
                    continue
                }
                let scanner = JSONScanner(bytes: texts[row].bytes)
                values.append(conversion.value(try path.find(in: scanner), scanner) ?? missing)
            }
            return values.vector
        }
    }

    /// The default as a value of the type; of a list, a list of it.
    private static func defaultValue(
        _ value: Value, _ conversion: JSONConversion, _ literals: FunctionLiterals, _ index: Int
    ) throws(ExpressionError) -> Value {
        let text: [UInt8]
        switch value {
        case .null, .list: return .null
        case .integer(let integer): text = Array("\(integer)".utf8)
        case .double(let double): text = Array("\(double)".utf8)
        case .string(let string): text = string.bytes
        }
        guard let converted = conversion.scalar(text) else {
            throw literals.invalid(index, "the default is no \(conversion.type.name)")
        }
        return conversion.type.isList ? .list([converted]) : converted
    }

    private static func elements(_ path: JSONPath, _ text: ByteString) throws(ExpressionError) -> [ByteString] {
        guard let conversion = JSONConversion("STRING_ARRAY") else { return [] }
        let scanner = JSONScanner(bytes: text.bytes)
        guard case .list(let values)? = conversion.value(try path.find(in: scanner), scanner) else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
