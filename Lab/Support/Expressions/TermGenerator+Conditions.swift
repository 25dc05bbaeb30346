import TestSupport

extension TermGenerator {
    mutating func condition(_ depth: Int) -> Term {
        if chance(10), let list = leaves.filter({ $0.type.isList }).randomElement(using: &random) {
            return anyElement(list)
        }
        switch random.below(16) {
        case 0, 1: return .and(term(.boolean, depth: depth), term(.boolean, depth: depth))
        case 2, 3: return .or(term(.boolean, depth: depth), term(.boolean, depth: depth))
        case 4: return .not(term(.boolean, depth: depth))
        case 5: return .isNull(anyTerm(depth: depth), negated: chance(50))
        case 6, 7: return list(depth)
        case 8: return between(depth)
        case 9, 10: return like(depth)
        default: return comparison(depth)
        }
    }

    private mutating func subject(depth: Int) -> Term {
        chance(65) ? leafOfAnyType() : anyTerm(depth: depth)
    }

    private mutating func leafOfAnyType() -> Term {
        let fitting = leaves.filter { $0.facts.isExact && !$0.type.isList }
        return fitting.isEmpty ? literal(.integer) : random.pick(fitting)
    }

    private mutating func comparison(_ depth: Int) -> Term {
        let left = subject(depth: depth)
        let right = partner(of: left, depth: depth)
        let sign = random.pick(["=", "<>", "<", "<=", ">", ">=", "!="])
        let (first, second) = chance(20) ? (right, left) : (left, right)
        return Self.compared(first, sign, second) ?? .isNull(left)
    }

    /// Something to compare a term with: mostly a literal, as in statements that people write.
    private mutating func partner(of term: Term, depth: Int) -> Term {
        if chance(60) { return literal(like: term) }
        if term.type == .decimal && chance(30) { return self.term(.integer, depth: depth) }
        let isNumber = term.type == .integer || term.type == .double
        let isWide = term.type == .integer && term.facts.bound > 0x1p53
        let type = isNumber && chance(30) ? (isWide ? .double : random.pick([LabType.integer, .double])) : term.type
        let partner = self.term(type, depth: isWide ? 0 : depth)
        // Constants that meet a FLOAT column are rounded to single precision.
        let isRounded =
            (term.isFloatColumn && partner.facts.isConstant) || (partner.isFloatColumn && term.facts.isConstant)
        return isRounded ? literal(like: term) : partner
    }

    /// A literal as it meets the term.
    mutating func literal(like term: Term) -> Term {
        if chance(3) { return .null(term.type) }
        switch term.type {
        case .timestamp: return .instant(random.pick(LabValues.instants))
        // Where LONGs are too large for a double, those that are next to one are of interest.
        case .integer where term.facts.bound > 0x1p53 && chance(25): return .double(random.pick(LabValues.wideDoubles))
        case .integer where chance(15): return .double(random.pick(LabValues.boundDoubles))
        case .integer: return .integer(random.pick(LabValues.integers))
        case .double:
            let value = random.pick(LabValues.literalDoubles + [0.1, 1.0 / 3, 16_777_217])
            return .double(value, duckValue: term.isFloatColumn ? Double(Float(value)) : value)
        case .decimal: return .decimal(random.pick(LabValues.decimalDigits))
        case .boolean, .text, .integers, .texts: return literal(term.type)
        }
    }

    /// Nil for sides that the engines compare by different rules.
    static func compared(_ left: Term, _ sign: String, _ right: Term) -> Term? {
        guard left.facts.isExact && right.facts.isExact else { return nil }
        let duckSign = sign == "!=" ? "<>" : sign
        guard let places = comparable([left, right]) else {
            return exactly(left, sign, duckSign, right)
        }
        return .predicate("$0 \(sign) $1", duck: "\(places[0]) \(duckSign) \(places[1])", [left, right])
    }

    /// A comparison of a LONG with a DOUBLE, either of which may be of any size.
    private static func exactly(_ left: Term, _ sign: String, _ duckSign: String, _ right: Term) -> Term? {
        let isMirrored = left.type == .double
        guard isMirrored != (right.type == .double), left.type != .decimal, right.type != .decimal else { return nil }
        let (long, double) = isMirrored ? ("$1", "$0") : ("$0", "$1")
        let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<="]
        let operation = isMirrored ? mirrored[duckSign] ?? duckSign : duckSign
        let (above, below, inside): (String, String, String) =
            switch operation {
            case "<": ("TRUE", "FALSE", "\(long) < CAST(ceil(\(double)) AS BIGINT)")
            case "<=": ("TRUE", "FALSE", "\(long) <= CAST(floor(\(double)) AS BIGINT)")
            case ">": ("FALSE", "TRUE", "\(long) > CAST(floor(\(double)) AS BIGINT)")
            case ">=": ("FALSE", "TRUE", "\(long) >= CAST(ceil(\(double)) AS BIGINT)")
            case "=": ("FALSE", "FALSE", "floor(\(double)) = \(double) AND \(long) = CAST(\(double) AS BIGINT)")
            default: ("TRUE", "TRUE", "floor(\(double)) <> \(double) OR \(long) <> CAST(\(double) AS BIGINT)")
            }
        let duck =
            "CASE WHEN \(long) IS NULL OR \(double) IS NULL THEN NULL WHEN \(double) >= 9223372036854775808e0 THEN \(above)"
            + " WHEN \(double) < -9223372036854775808e0 THEN \(below) ELSE \(inside) END"
        return .predicate("$0 \(sign) $1", duck: duck, [left, right])
    }

    /// How DuckDB is to see the operands. Martlet compares LONGs with DOUBLEs exactly, DuckDB rounds the LONG.
    static func comparable(_ operands: [Term]) -> [String]? {
        var plain = operands.indices.map { "$\($0)" }
        if operands.contains(where: { $0.type == .decimal }) {
            if operands.contains(where: { $0.type == .double }) { return nil }
            for (index, operand) in operands.enumerated() where operand.type != .decimal {
                plain[index] = "CAST($\(index) AS DECIMAL(38, 12))"
            }
            return plain
        }
        let hasDouble = operands.contains { $0.type == .double }
        let isWide = operands.contains { $0.type != .double && $0.facts.bound > 0x1p53 }
        guard hasDouble && isWide else { return plain }
        for operand in operands where operand.type == .double {
            let isShort = (operand.facts.fraction ?? 99) <= 6 && operand.facts.bound <= 1e9
            let isLiteral = operand.operands.isEmpty && operand.facts.isConstant && operand.facts.bound < 1e20
            guard isShort || (isLiteral && (operand.facts.fraction ?? 99) <= 6) else { return nil }
        }
        return operands.enumerated().map { index, operand in
            if operand.type == .double && operand.operands.isEmpty && operand.facts.isConstant,
                let value = Double(operand.martlet), let parts = Int128(exactly: value * 64)
            {
                return decimalText(ofParts: parts)
            }
            return "CAST($\(index) AS DECIMAL(38, 12))"
        }
    }

    /// A number of 64th parts as DuckDB reads decimals.
    private static func decimalText(ofParts parts: Int128) -> String {
        let (whole, rest) = parts.magnitude.quotientAndRemainder(dividingBy: 64)
        let digits = String(rest * 15_625)
        let zeros = String(repeating: "0", count: 6 - digits.count)
        return "(\(parts < 0 ? "-" : "")\(whole).\(zeros)\(digits))::DECIMAL(38, 12)"
    }

    private mutating func list(_ depth: Int) -> Term {
        let subject = subject(depth: depth)
        var operands = [subject]
        for _ in 0...random.below(5) {
            let item = chance(12) ? partner(of: subject, depth: 1) : literal(like: subject)
            if Self.comparable([subject, item]) != nil && item.facts.isExact { operands.append(item) }
        }
        if chance(15) { operands.append(.null(subject.type)) }
        guard operands.count > 1, subject.facts.isExact, let places = Self.comparable(operands) else {
            return .isNull(subject)
        }
        let not = chance(35) ? "NOT " : ""
        let plain = operands.indices.dropFirst().map { "$\($0)" }.joined(separator: ", ")
        let items = places.dropFirst().joined(separator: ", ")
        return .predicate(
            "$0 \(not)IN (\(plain))", duck: "\(places[0]) \(not)IN (\(items))", operands, isConditional: true)
    }

    private mutating func between(_ depth: Int) -> Term {
        let subject = subject(depth: depth)
        let operands = [subject, partner(of: subject, depth: 1), partner(of: subject, depth: 1)]
        guard operands.allSatisfy(\.facts.isExact), let places = Self.comparable(operands) else {
            return .isNull(subject)
        }
        let not = chance(30) ? "NOT " : ""
        return .predicate(
            "$0 \(not)BETWEEN $1 AND $2", duck: "\(places[0]) \(not)BETWEEN \(places[1]) AND \(places[2])", operands,
            isConditional: true)
    }

    /// A pattern that fits a text of the pool, or nearly.
    private mutating func pattern() -> String {
        var pattern = ""
        for scalar in random.pick(LabValues.texts).unicodeScalars {
            switch random.below(10) {
            case 0: pattern += "%"
            case 1: pattern += "_"
            case 2: pattern += "%\(scalar == "\\" ? "\\\\" : "\(scalar)")"
            default: pattern += "_%\\".unicodeScalars.contains(scalar) && chance(80) ? "\\\(scalar)" : "\(scalar)"
            }
        }
        // A pattern that ends with the character that escapes is an error.
        return pattern.hasSuffix("\\") && !pattern.hasSuffix("\\\\") ? pattern + "%" : pattern
    }

    private mutating func like(_ depth: Int) -> Term {
        let subject = term(.text, depth: chance(70) ? 0 : depth)
        let not = chance(30) ? "NOT " : ""
        let pattern = chance(50) ? random.pick(LabValues.patterns) : pattern()
        if chance(20) {
            let other = pattern.replacing("\\", with: "!")
            return .predicate(
                "$0 \(not)LIKE \(quoted(other)) ESCAPE '!'", duck: "$0 \(not)LIKE \(quoted(other)) ESCAPE '!'",
                [subject])
        }
        return .predicate(
            "$0 \(not)LIKE \(quoted(pattern))", duck: "$0 \(not)LIKE \(quoted(pattern)) ESCAPE '\\'", [subject])
    }
}
