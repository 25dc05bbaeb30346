import Foundation
import LabSupport

/// Prints a line at once, also into a pipe.
func report(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// The value of an option on the command line.
func option(_ name: String) -> String? {
    let arguments = CommandLine.arguments
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
    return arguments[index + 1]
}

func describe(_ counts: LabCounts) -> String {
    let skipped = counts.skipped.sorted { $0.key < $1.key }.map { "\($0.value) (\($0.key))" }
    return """
        statements       \(counts.statements) over \(counts.tables) tables, \(counts.executions) executions in Martlet
        compared rows    \(counts.comparedRows)
        oracles          \(counts.comparisons) comparisons, \(counts.partitions) partitions, \(counts.selections) selections
        errors expected  \(counts.expectedErrors)
        skipped          \(skipped.isEmpty ? "none" : skipped.joined(separator: ", "))
        """
}

guard let queries = Int(option("--queries") ?? "1000"),
    let seed = UInt64(option("--seed") ?? "\(UInt64.random(in: 0...999_999_999))")
else {
    report("usage: QueryLab [--queries N] [--seed N] [--python PATH --driver PATH] [--print]")
    exit(2)
}
var options = QueryLab.Options(seed: seed, queries: queries)
if let python = option("--python"), let driver = option("--driver") { options.duckDB = (python, driver) }
report("query lab, seed \(seed), \(queries) statements, \(options.duckDB == nil ? "without" : "with") DuckDB")
let start = Date()
let lab = try QueryLab(options)
var lastReport = start
lab.progress = { counts in
    guard Date().timeIntervalSince(lastReport) > 20 else { return }
    lastReport = Date()
    report("... \(counts.statements) statements")
}
if CommandLine.arguments.contains("--print") { lab.asked = report }
let found = try lab.run()
let seconds = Date().timeIntervalSince(start)
report(describe(lab.counts))
report("rate             \(Int(Double(lab.counts.statements) / seconds)) statements a second")
if let found {
    report("\nUNEXPLAINED DIFFERENCE with seed \(seed), \(found)")
    exit(1)
}
report("no unexplained difference")
