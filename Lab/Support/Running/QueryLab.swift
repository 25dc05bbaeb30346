import TestSupport

/// Asks random statements and checks the answers.
public final class QueryLab {
    public struct Options: Sendable {
        public var seed: UInt64
        /// Statements that are compared; other oracles are asked besides.
        public var queries: Int
        /// The Python that has DuckDB, and the driver; nil does without.
        public var duckDB: (python: String, script: String)?
        public var statementsPerTable = 60

        public init(seed: UInt64, queries: Int, duckDB: (python: String, script: String)? = nil) {
            self.seed = seed
            self.queries = queries
            self.duckDB = duckDB
        }
    }

    private let options: Options
    private let judge: Judge
    /// Called now and then while the lab runs.
    public var progress: (LabCounts) -> Void = { _ in }
    /// Called with each statement before it is run.
    public var asked: (String) -> Void = { _ in }

    public var counts: LabCounts { judge.counts }

    public init(_ options: Options) throws {
        self.options = options
        Witness.install()
        judge = Judge(duck: try options.duckDB.map { try DuckDB(python: $0.python, script: $0.script) })
    }

    /// Runs until the first unexplained difference, which is returned as a text that reproduces it; nil if there is
    /// none.
    public func run() throws -> String? {
        while judge.counts.statements < options.queries {
            if let found = try runTable(judge.counts.tables) { return found }
            progress(judge.counts)
        }
        return nil
    }

    /// Everything about a table follows from the seed and its number.
    private func runTable(_ number: Int) throws -> String? {
        var random = SeededGenerator(seed: options.seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        var tables = TableGenerator(random: SeededGenerator(seed: random.next()))
        let table = tables.table()
        let forms = (0..<4).map { _ in PhysicalForm(seed: random.next()) }
        try judge.load(table, forms)
        judge.counts.tables += 1
        for statement in 0..<options.statementsPerTable where judge.counts.statements < options.queries {
            judge.context = "seed \(options.seed), table \(number), statement \(statement)"
            var statements = StatementGenerator(table: table, random: SeededGenerator(seed: random.next()))
            for lab in cases(statement, table, forms, &statements, &random) {
                asked(lab.statement.martlet)
                guard let verdict = try judge.judge(lab) else { continue }
                return "table \(number), statement \(statement)\n\(lab.statement.martlet)\n\n"
                    + reproduction(lab, verdict)
            }
            judge.counts.statements += 1
        }
        return nil
    }

    private func cases(
        _ number: Int, _ table: LabTable, _ forms: [PhysicalForm], _ statements: inout StatementGenerator,
        _ random: inout SeededGenerator
    ) -> [LabCase] {
        let pair = Array(forms.shuffled(using: &random).prefix(2))
        var cases = [
            LabCase(oracle: .comparison, table: table, statement: statements.statement(), condition: nil, forms: pair)
        ]
        if number % 2 == 0 {
            let (statement, condition) = statements.partition()
            cases.append(
                LabCase(oracle: .partition, table: table, statement: statement, condition: condition, forms: pair))
        }
        if number % 4 == 1 {
            cases.append(
                LabCase(
                    oracle: .selection, table: table, statement: LabStatement(items: [.integer(1)], limit: 1),
                    condition: statements.condition(), forms: pair))
        }
        return cases
    }

    private func reproduction(_ lab: LabCase, _ verdict: Verdict) -> String {
        let counts = judge.counts
        defer { judge.counts = counts }
        var shrinker = Shrinker(lab, verdict, judge: judge)
        shrinker.shrink()
        let forms = shrinker.lab.forms.map { form in
            judge.made.first { $0.seed == form.seed }.map(\.description) ?? ""
        }
        return Reproduction(lab: shrinker.lab, verdict: shrinker.verdict, forms: forms).description
    }
}
