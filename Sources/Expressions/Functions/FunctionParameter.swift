import Bytes
import Schema

/// What an argument of a function must be.
public enum FunctionParameter: Hashable, Sendable {
    /// INT or LONG.
    case integer
    /// INT, LONG, FLOAT or DOUBLE, handed over as it is.
    case number
    /// Any number, handed over as doubles.
    case double
    case decimal
    case boolean
    /// TIMESTAMP, or INT or LONG milliseconds since 1970; a text that is a literal is read as a TIMESTAMP.
    case timestamp
    case string
    /// STRING or JSON.
    case text
    case bytes
    /// BYTES, or a text for its UTF-8.
    case data
    /// One value of any type.
    case any
    /// A list of any elements.
    case list
    /// A list of INT or LONG, of FLOAT or DOUBLE.
    case numberList
    /// A list of STRING.
    case stringList
    /// A text that is a literal, checked when the call is bound; the name says what it means.
    case literal(String)
    /// A literal of any type, NULL included.
    case literalValue(String)
    /// An integer that is a literal.
    case literalInteger(String)

    var isLiteral: Bool {
        switch self {
        case .literal, .literalInteger, .literalValue: true
        default: false
        }
    }

    /// Whether values of the type are taken.
    func accepts(_ type: ValueType) -> Bool {
        switch self {
        case .integer: type == .int || type == .long
        case .double: type.isNumber
        case .number: type == .int || type == .long || type == .float || type == .double
        case .decimal: type == .bigDecimal
        case .boolean: type == .boolean
        case .timestamp: type == .timestamp || type == .long || type == .int
        case .string, .literal: type == .string
        case .text: !type.isList && type.element.isText
        case .bytes: type == .bytes
        case .data: type == .bytes || (!type.isList && type.element.isText)
        case .any, .literalValue: !type.isList
        case .list: type.isList
        case .numberList: type.isList && ValueType(type.element).isNumber && type.element != .bigDecimal
        case .stringList: type == .list(.string)
        case .literalInteger: type == .int || type == .long
        }
    }

    /// The type of a NULL that stands for such an argument.
    var nullType: ValueType {
        switch self {
        case .integer, .number, .literalInteger: .long
        case .double: .double
        case .decimal: .bigDecimal
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .string, .text, .any, .literal, .literalValue: .string
        case .bytes, .data: .bytes
        case .list, .stringList: .list(.string)
        case .numberList: .list(.long)
        }
    }

    /// For people: messages and the list of functions.
    var text: String {
        switch self {
        case .integer: "LONG"
        case .number: "number"
        case .double: "DOUBLE"
        case .decimal: "BIG_DECIMAL"
        case .boolean: "BOOLEAN"
        case .timestamp: "TIMESTAMP"
        case .string: "STRING"
        case .text: "STRING or JSON"
        case .bytes: "BYTES"
        case .data: "BYTES or STRING"
        case .any: "any"
        case .list: "list"
        case .numberList: "list of numbers"
        case .stringList: "STRING_ARRAY"
        case .literal(let name), .literalInteger(let name), .literalValue(let name): "'\(name)'"
        }
    }
}

/// The type of a function's result.
enum FunctionResult: Sendable {
    case always(ValueType)
    /// The type of an argument.
    case like(argument: Int)
    /// A list of values like an argument, and the type of the elements of an argument.
    case listOf(argument: Int)
    case element(argument: Int)
    /// LONG for integers, DOUBLE for the others.
    case numberLike(argument: Int)
    /// TIMESTAMP for a TIMESTAMP, LONG otherwise.
    case timestampLike(argument: Int)
    /// Settled with the literals; the text says which types it may be.
    case literals(String, @Sendable (FunctionLiterals) throws(ExpressionError) -> ValueType)
    /// Settled with the arguments.
    case bound

    static let long = FunctionResult.always(.long)
    static let int = FunctionResult.always(.int)
    static let double = FunctionResult.always(.double)
    static let decimal = FunctionResult.always(.bigDecimal)
    static let boolean = FunctionResult.always(.boolean)
    static let timestamp = FunctionResult.always(.timestamp)
    static let string = FunctionResult.always(.string)
    static let bytes = FunctionResult.always(.bytes)

    func type(
        for arguments: [ValueType], _ literals: FunctionLiterals
    ) throws(ExpressionError) -> ValueType {
        switch self {
        case .always(let type): type
        case .like(let index): arguments[index]
        case .listOf(let index): .list(arguments[index].element)
        case .element(let index): ValueType(arguments[index].element)
        case .numberLike(let index): arguments[index].representation == .double ? .double : .long
        case .timestampLike(let index): arguments[index] == .timestamp ? .timestamp : .long
        case .literals(_, let type): try type(literals)
        case .bound: preconditionFailure("the result's type was settled when the call was bound")
        }
    }

    var text: String {
        switch self {
        case .always(let type): type.name
        case .like(let index): "the type of argument \(index + 1)"
        case .listOf(let index): "a list of the type of argument \(index + 1)"
        case .element(let index): "the element of argument \(index + 1)"
        case .numberLike: "LONG or DOUBLE"
        case .timestampLike: "TIMESTAMP or LONG"
        case .literals(let text, _): text
        case .bound: "the common type"
        }
    }
}
