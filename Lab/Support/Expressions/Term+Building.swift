import Bytes
import Schema

extension Term {
    static func integer(_ value: Int64) -> Term {
        Term(
            .integer, String(value), duck: "(\(value))::BIGINT", binding: value < 0 ? .signed : .primary,
            facts: Facts(bound: abs(Double(value))))
    }

    static func double(_ value: Double, duckValue: Double? = nil) -> Term {
        Term(
            .double, "\(value)", duck: doubleText(duckValue ?? value), binding: value < 0 ? .signed : .primary,
            facts: Facts(bound: abs(value), fraction: fraction(of: value)))
    }

    static func text(_ value: String) -> Term {
        Term(.text, quoted(value), duck: quoted(value), facts: Facts())
    }

    static func boolean(_ value: Bool) -> Term {
        Term(.boolean, value ? "TRUE" : "FALSE", duck: value ? "TRUE" : "FALSE", facts: Facts())
    }

    static func null(_ type: LabType) -> Term {
        Term(type, "NULL", duck: "CAST(NULL AS \(type.duck))", facts: Facts(bound: 0))
    }

    /// The element that stands for a list of the table where rows are grouped by it.
    var exploded: Term {
        var element = Term(type == .integers ? .integer : .text, template, duck: "exploded", facts: facts)
        element.facts.isConstant = false
        element.explodedList = duckTemplate
        return element
    }

    /// A bare NULL says nothing of the type of what is made of it; a cast does.
    var withTypedNull: Term {
        guard template == "NULL" else { return self }
        var typed = self
        switch type {
        case .boolean: typed.template = "CAST(NULL AS BOOLEAN)"
        case .timestamp: typed.template = "CAST(NULL AS TIMESTAMP)"
        case .text: typed.template = "CAST(NULL AS STRING)"
        case .double: typed.template = "CAST(NULL AS DOUBLE)"
        case .decimal: typed.template = "CAST(NULL AS BIG_DECIMAL)"
        case .integer, .integers, .texts: break
        }
        return typed
    }

    /// An instant as a text that meets a TIMESTAMP.
    static func instant(_ milliseconds: Int64) -> Term {
        var bytes: [UInt8] = []
        TimestampText.append(milliseconds, to: &bytes)
        return Term(
            .timestamp, "'\(String(decoding: bytes, as: UTF8.self))'", duck: "(\(milliseconds))::BIGINT",
            facts: Facts(bound: abs(Double(milliseconds))))
    }

    /// A number with a point, which is exact where it meets a BIG_DECIMAL.
    static func decimal(_ digits: String) -> Term {
        Term(
            .decimal, digits, duck: "(\(digits))::DECIMAL(38, 12)", binding: digits.hasPrefix("-") ? .signed : .primary,
            facts: Facts(bound: abs(Double(digits) ?? .infinity), fraction: nil))
    }

    static func predicate(_ template: String, duck: String? = nil, _ operands: [Term], isConditional: Bool = false)
        -> Term
    {
        Term(
            .boolean, template, duck: duck ?? template, operands, binding: .predicate, operandBindings: [.additive],
            facts: Facts(operands, isConditional: isConditional))
    }

    static func and(_ left: Term, _ right: Term) -> Term {
        Term(
            .boolean, "$0 AND $1", duck: "$0 AND $1", [left, right], binding: .and, operandBindings: [.and, .not],
            facts: Facts([left, right], isConditional: true))
    }

    static func or(_ left: Term, _ right: Term) -> Term {
        Term(
            .boolean, "$0 OR $1", duck: "$0 OR $1", [left, right], binding: .or, operandBindings: [.or, .and],
            facts: Facts([left, right], isConditional: true))
    }

    static func not(_ operand: Term) -> Term {
        Term(
            .boolean, "NOT $0", duck: "NOT $0", [operand], binding: .not, operandBindings: [.not],
            facts: Facts([operand]))
    }

    static func isNull(_ operand: Term, negated: Bool = false) -> Term {
        predicate(negated ? "$0 IS NOT NULL" : "$0 IS NULL", [operand])
    }

    static func call(
        _ type: LabType, _ name: String, duck: String, _ operands: [Term], facts: Facts? = nil
    ) -> Term {
        let places = operands.indices.map { "$\($0)" }.joined(separator: ", ")
        return Term(type, "\(name)(\(places))", duck: duck, operands, facts: facts ?? Facts(operands))
    }

    /// The operand as a DOUBLE, which Martlet makes of it by itself.
    func duckDouble(_ place: String) -> String { type == .double ? place : "CAST(\(place) AS DOUBLE)" }
}

/// A double as DuckDB reads it.
func doubleText(_ value: Double) -> String {
    if value.isNaN { return "'NaN'::DOUBLE" }
    if value.isInfinite { return value < 0 ? "'-Infinity'::DOUBLE" : "'Infinity'::DOUBLE" }
    let text = "\(value)"
    return "(\(text.contains("e") ? text : text + "e0"))::DOUBLE"
}

/// The least number of binary digits behind the point, up to 20; nil if there are more.
func fraction(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    return (0...20).first { (value * Double(1 << $0)).rounded() == value * Double(1 << $0) }
}

/// A text in single quotes.
func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
        result.unicodeScalars.append(scalar)
        if scalar == "'" { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
}
