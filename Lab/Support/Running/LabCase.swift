import TestSupport

/// What an answer is compared with.
enum Oracle: String, CaseIterable, Sendable {
    /// The answer of DuckDB, or without it that of Martlet in another physical form, without LIMIT.
    case comparison
    /// The rows where a condition holds, where it does not and where it is unknown: together the rows without it.
    case partition
    /// COUNT(*) of a filter is the number of rows for which the filter as a select item is TRUE.
    case selection
}

/// A statement over a table, and how it is checked.
struct LabCase: Sendable {
    var oracle: Oracle
    var table: LabTable
    var statement: LabStatement
    /// What divides the rows, for the oracles that need it.
    var condition: Term?
    var forms: [PhysicalForm]
}

/// What is wrong with an answer.
struct Verdict: Sendable {
    enum Kind: Hashable, Sendable {
        /// Wrong rows.
        case difference
        /// An error in one engine and none in the other, or one that no statement should end with.
        case error(String)
    }

    let kind: Kind
    let detail: String
}

/// What a run has done.
public struct LabCounts: Sendable {
    public var tables = 0
    public var statements = 0
    public var executions = 0
    public var comparedRows = 0
    public var expectedErrors = 0
    public var comparisons = 0
    public var partitions = 0
    public var selections = 0
    public var skipped: [String: Int] = [:]

    mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }
}
