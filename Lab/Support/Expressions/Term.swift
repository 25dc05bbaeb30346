/// The types of terms. INT and LONG are computed with alike, and so are FLOAT and DOUBLE.
enum LabType: String, CaseIterable, Sendable {
    case integer, double, boolean, timestamp, text, decimal
    /// LONGs, and texts, several per row.
    case integers, texts

    var isList: Bool { self == .integers || self == .texts }

    /// The type that stands for it in DuckDB.
    var duck: String {
        switch self {
        case .integer, .timestamp: "BIGINT"
        case .double: "DOUBLE"
        case .boolean: "BOOLEAN"
        case .text: "VARCHAR"
        case .decimal: "DECIMAL(38, 12)"
        case .integers: "BIGINT[]"
        case .texts: "VARCHAR[]"
        }
    }
}

/// How tightly the outermost operator of a term binds in Martlet's grammar.
enum Binding: Int, Comparable, Sendable {
    case or, and, not, predicate, concatenation, additive, multiplicative, signed, primary

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
}

/// An expression that both engines can be asked to compute.
///
/// In the two templates `$0` to `$9` stand for operands. Martlet gets parentheses only where its grammar needs them,
/// DuckDB gets them everywhere.
struct Term: Sendable {
    var type: LabType
    var template: String
    var duckTemplate: String
    var operands: [Term]
    var binding: Binding
    /// What operands must bind like at least to stand without parentheses, one by one; the last holds for the rest.
    var operandBindings: [Binding]
    var facts: Facts
    /// Whether it is a FLOAT column itself, which literals are rounded for.
    var isFloatColumn = false
    var isColumn = false
    /// As an element of a list by which rows are grouped: the list, for DuckDB.
    var explodedList: String?
    var hasAggregate = false

    init(
        _ type: LabType, _ template: String, duck: String, _ operands: [Term] = [], binding: Binding = .primary,
        operandBindings: [Binding] = [.or], facts: Facts
    ) {
        self.type = type
        self.template = template
        duckTemplate = duck
        self.operands = operands
        self.binding = binding
        self.operandBindings = operandBindings
        self.facts = facts
        hasAggregate = operands.contains { $0.hasAggregate }
    }

    /// The text for Martlet.
    var martlet: String {
        Self.filled(template) { index in
            let operand = operands[index]
            let needed = operandBindings[min(index, operandBindings.count - 1)]
            return operand.binding < needed ? "(\(operand.martlet))" : operand.martlet
        }
    }

    /// The text for DuckDB.
    var duck: String {
        let text = Self.filled(duckTemplate) { operands[$0].duck }
        return operands.isEmpty ? text : "(\(text))"
    }

    private static func filled(_ template: String, _ operand: (Int) -> String) -> String {
        var (result, rest) = ("", template.unicodeScalars[...])
        while let scalar = rest.popFirst() {
            if scalar == "$", let digit = rest.first, ("0"..."9").contains(digit) {
                rest.removeFirst()
                result += operand(Int(digit.value - 48))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The number of terms that it is made of.
    var size: Int { operands.reduce(1) { $0 + $1.size } }
}
