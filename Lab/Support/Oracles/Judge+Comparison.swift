import Schema

extension Judge {
    /// The statement in two physical forms against DuckDB, and against each other.
    func compare(_ lab: LabCase) throws -> Verdict? {
        let statement = lab.statement
        try duck?.send(statement.duck)
        let sql = statement.martlet
        let outcomes = lab.forms.map { run(sql, on: $0) }
        let reference: DuckDB.Answer
        if let duck {
            reference = try duck.answer()
        } else {
            reference = ownReference(statement, on: lab.forms[0])
        }
        counts.comparisons += 1
        if let verdict = errors(outcomes, reference, statement) { return verdict }
        guard case .rows(let expected) = reference else { return nil }
        let normalized = expected.map { $0.map(\.normalized) }
        var check = ResultCheck(statement: statement)
        check.isForeign = duck != nil
        for (number, outcome) in outcomes.enumerated() {
            guard case .rows(let rows) = outcome else { return nil }
            counts.comparedRows += rows.count
            if let difference = check.difference(rows, normalized) {
                return Verdict(kind: .difference, detail: "form \(number): \(difference)")
            }
        }
        return twins(outcomes, statement)
    }

    /// The statement without LIMIT in one form, for the other one where there is no DuckDB.
    private func ownReference(_ statement: LabStatement, on form: PhysicalForm) -> DuckDB.Answer {
        switch run(statement.martletReference, on: form) {
        case .rows(let rows): .rows(rows)
        case .failure(let code, _):
            .failure(Self.arithmeticCodes.contains(code) ? "ConversionException: \(code)" : code)
        }
    }

    /// Whether the engines agree about errors.
    private func errors(_ outcomes: [Outcome], _ reference: DuckDB.Answer, _ statement: LabStatement) -> Verdict? {
        var failures = 0
        for case .failure(let code, let message) in outcomes {
            guard Self.arithmeticCodes.contains(code) && statement.failure != .never else {
                if case .failure(let other) = reference, !Self.isArithmetic(other) {
                    return Verdict(kind: .error("BOTH"), detail: "Martlet: \(code): \(message)\nDuckDB: \(other)")
                }
                return Verdict(kind: .error(code), detail: "Martlet: \(code): \(message)")
            }
            failures += 1
        }
        switch reference {
        case .failure(let message):
            guard Self.isArithmetic(message) && statement.failure != .never else {
                return Verdict(kind: .error("DUCKDB"), detail: "DuckDB: \(message)")
            }
            if failures == outcomes.count {
                counts.expectedErrors += 1
            } else if statement.failure == .certain {
                return Verdict(kind: .error("NONE"), detail: "only DuckDB failed: \(message)")
            } else {
                counts.skip("an error that depends on the order of evaluation")
            }
        case .rows:
            if failures == 0 { return nil }
            if statement.failure == .certain {
                return Verdict(kind: .error("ONLY"), detail: "\(failures) forms failed and DuckDB did not")
            }
            counts.skip("an error that depends on the order of evaluation")
        }
        return nil
    }

    /// The answers of two forms have the same bits, except for sums of doubles.
    private func twins(_ outcomes: [Outcome], _ statement: LabStatement) -> Verdict? {
        guard !statement.isCut, outcomes.count > 1, case .rows(let first) = outcomes[0],
            case .rows(let second) = outcomes[1]
        else { return nil }
        var plain = statement
        plain.order = []
        let check = ResultCheck(statement: plain, isForeign: false)
        return check.difference(second, first).map {
            Verdict(kind: .difference, detail: "two forms differ: \($0)")
        }
    }
}
