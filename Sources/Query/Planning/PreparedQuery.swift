import Expressions
import SQL
import Schema

/// Turns statements into queries that can be run.
public enum QueryPlanner {
    /// Settles the names, types and options of a statement; no data is touched.
    ///
    /// Without LIMIT, a selection of rows gives ten of them, as Pinot does; GROUP BY and DISTINCT give all.
    /// - Parameter recognizedOptions: keys of options that the caller acts on. `enableNullHandling=true` and
    ///   `useMultistageEngine=false` say what holds anyway and are taken too; any other is refused.
    /// - Parameter now: the instant at which the query starts, in milliseconds since 1970; `now()` is refused without.
    /// - Throws: `UNKNOWN_COLUMN`, `UNKNOWN_FUNCTION`, `TYPE_MISMATCH`, `INVALID_QUERY`, `SQL_UNSUPPORTED` with the
    ///   place in the statement; `UNSUPPORTED_OPTION` with the name of the option.
    public static func prepare(
        _ statement: SelectStatement, schema: Schema, recognizedOptions: Set<String> = [], now: Int64? = nil
    ) throws(QueryError) -> PreparedQuery {
        for option in statement.options where !recognizedOptions.contains(option.key) {
            try check(option)
        }
        guard statement.limit ?? 0 >= 0 && statement.offset >= 0 else {
            throw QueryError(.invalidQuery, "LIMIT and OFFSET are not negative")
        }
        let planner = Planner(statement, schema: schema, now: now)
        return PreparedQuery(plan: try asQuery { () throws(ExpressionError) in try planner.plan() })
    }

    private static func check(_ option: QueryOption) throws(QueryError) {
        let required = ["enableNullHandling": "true", "useMultistageEngine": "false"]
        guard let value = required[option.key] else {
            throw QueryError(.unsupportedOption, "there is no query option \(option.key)")
        }
        guard option.value.lowercased() == value else {
            throw QueryError(
                .unsupportedOption, "the query option \(option.key) can only be \(value), found \(option.value)")
        }
    }
}

/// A statement ready to run on any version of its table, any number of times.
public struct PreparedQuery: Sendable {
    let plan: QueryPlan

    public var columnNames: [String] { plan.outputNames }
    public var columnTypes: [ValueType] { plan.outputs.map(\.type) }

    /// Runs the query on the calling thread.
    ///
    /// The same version of a table gives the same rows in the same order, to the bit.
    /// - Throws: `NUMERIC_OVERFLOW`, `DIVISION_BY_ZERO`, `RESOURCES_EXCEEDED`, `QUERY_TIMEOUT`, `QUERY_CANCELLED`,
    ///   `UNREADABLE_SEGMENT`.
    public func execute(on table: TableSnapshot, limits: QueryLimits = QueryLimits()) throws(QueryError) -> QueryResult
    {
        let execution = Execution(plan: plan, table: table, limits: limits)
        return try execution.run()
    }
}
