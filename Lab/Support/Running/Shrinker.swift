/// Makes a case that fails smaller, as long as it fails in the same way.
struct Shrinker {
    let judge: Judge
    private(set) var lab: LabCase
    private(set) var verdict: Verdict
    /// Cases that may still be tried.
    private var budget = 600

    init(_ lab: LabCase, _ verdict: Verdict, judge: Judge) {
        self.lab = lab
        self.verdict = verdict
        self.judge = judge
    }

    mutating func shrink() {
        shrinkRows()
        while budget > 0 && shrinkStatement() {}
        shrinkRows()
        shrinkColumns()
    }

    /// Whether the smaller case fails too; it then takes the place of the case.
    private mutating func accepts(_ smaller: LabCase, reload: Bool = false) -> Bool {
        guard budget > 0 else { return false }
        budget -= 1
        do {
            if reload { try judge.load(smaller.table, smaller.forms) }
            if let found = try judge.judge(smaller), found.kind == verdict.kind {
                (lab, verdict) = (smaller, found)
                return true
            }
            if reload { try judge.load(lab.table, lab.forms) }
        } catch {
            // The engines could not even be asked: the case stays as it was.
            budget = 0
        }
        return false
    }

    private mutating func shrinkRows() {
        var length = max(lab.table.rows.count / 2, 1)
        while length > 0 {
            var start = 0
            while start < lab.table.rows.count {
                var smaller = lab
                smaller.table.rows.removeSubrange(start..<min(start + length, smaller.table.rows.count))
                if !accepts(smaller, reload: true) { start += length }
            }
            length /= 2
        }
    }

    private mutating func shrinkStatement() -> Bool {
        for candidate in Reduction.candidates(lab) where accepts(candidate) { return true }
        return false
    }

    /// Drops columns that the statement does not name.
    private mutating func shrinkColumns() {
        let text = lab.statement.martlet + (lab.condition?.martlet ?? "") + lab.statement.duck
        for index in lab.table.columns.indices.reversed() where lab.table.columns.count > 1 {
            if text.contains(lab.table.columns[index].sql) { continue }
            var smaller = lab
            smaller.table.columns.remove(at: index)
            for row in smaller.table.rows.indices { smaller.table.rows[row].remove(at: index) }
            _ = accepts(smaller, reload: true)
        }
    }
}
