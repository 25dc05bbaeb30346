import Bytes
import Expressions
import SQL
import Schema

/// Turns statements into queries that can be run.
public enum QueryPlanner {
    /// Settles the names, types and options of a statement; no data is touched.
    ///
    /// Without LIMIT, a selection of rows gives ten of them, as Pinot does; GROUP BY and DISTINCT give all.
    /// - Parameter recognizedOptions: keys of options that the caller acts on. `enableNullHandling=false`
    ///   lets columns read as Pinot's default values where they are NULL; `useMultistageEngine=false` says what holds
    ///   anyway; `skipUpsert=true` shows dead rows as well. Any other option is refused.
    /// - Parameter now: the instant at which the query starts, in milliseconds since 1970; `now()` is refused without.
    /// - Parameter defaultLimit: rows of a selection that says no LIMIT; nil for ten.
    /// - Throws: `UNKNOWN_COLUMN`, `UNKNOWN_FUNCTION`, `TYPE_MISMATCH`, `INVALID_QUERY`, `SQL_UNSUPPORTED` with the
    ///   place in the statement; `UNSUPPORTED_OPTION` with the name of the option.
    public static func prepare(
        _ statement: SelectStatement, schema: Schema, recognizedOptions: Set<String> = [], now: Int64? = nil,
        defaultLimit: Int? = nil
    ) throws(QueryError) -> PreparedQuery {
        for option in statement.options where !recognizedOptions.contains(option.key) {
            try check(option)
        }
        guard statement.limit ?? 0 >= 0 && statement.offset >= 0 else {
            throw QueryError(.invalidQuery, "LIMIT and OFFSET are not negative")
        }
        let reading = statement.options.last { $0.key.lowercased() == "enablenullhandling" }?.value.lowercased()
        var planner = Planner(statement, schema: schema, now: now, readsNulls: reading != "false")
        if let defaultLimit { planner.defaultLimit = defaultLimit }
        var plan = try asQuery { () throws(ExpressionError) in try planner.plan() }
        let skipping = statement.options.last { $0.key.lowercased() == "skipupsert" }?.value.lowercased()
        plan.showsDeadRows = skipping == "true"
        return PreparedQuery(plan: plan)
    }

    /// Options that clients of Pinot send, with the values of each that say what holds here. NULLs are NULLs, or with
    /// `enableNullHandling=false` read as Pinot's default values.
    private static let possibleOptions = [
        "enableNullHandling": ["true", "false"], "useMultistageEngine": ["false"], "trace": ["false"],
        "groupByMode": ["sql"], "responseFormat": ["sql"], "minSegmentGroupTrimSize": ["-1"],
        "minServerGroupTrimSize": ["-1"], "minBrokerGroupTrimSize": ["-1"], "useApproximateFunction": ["false"],
        "skipUpsert": ["true", "false"],
    ]

    private static func check(_ option: QueryOption) throws(QueryError) {
        let key = option.key.lowercased()
        guard let values = possibleOptions.first(where: { $0.key.lowercased() == key })?.value else {
            let names = possibleOptions.keys.sorted()
            throw QueryError(
                .unsupportedOption,
                "there is no query option \(option.key)\(NameSuggestion.hint(for: option.key, among: names))")
        }
        guard values.contains(option.value.lowercased()) else {
            throw QueryError(
                .unsupportedOption,
                "the query option \(option.key) can only be \(values.joined(separator: " or ")), found \(option.value)")
        }
    }

    /// What SHOW FUNCTIONS answers: the functions of rows and of groups, in the order of documentation.
    public static func functionList() -> QueryResult {
        let scalars = FunctionRegistry.functions.map { function in
            [function.name, "SCALAR", function.signatureText, function.nullBehavior.rawValue, function.summary]
        }
        let aggregates = AggregateRegistry.functions.map { function in
            [function.name, "AGGREGATE", function.signature, function.nullBehaviour.rawValue, function.summary]
        }
        let names = ["functionName", "functionType", "signatures", "nullBehavior", "description"]
        return QueryResult(
            columns: names.map { ($0, .string) },
            rows: (scalars + aggregates).map { row in row.map { .string(ByteString($0)) } })
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

    /// How the query would be run on that version of the table: operators, each with the number of the one that it
    /// feeds, and with the way in which each condition is evaluated. Only dictionaries and indexes are looked at.
    /// - Throws: `UNREADABLE_SEGMENT`.
    public func explain(on table: TableSnapshot, limits: QueryLimits = QueryLimits()) throws(QueryError) -> QueryResult
    {
        try QueryExplanation(plan: plan, table: table, limits: limits).result()
    }

    /// The same with rows and time of each operator, by running the query. `limits` must have a clock.
    public func explainAnalyze(on table: TableSnapshot, limits: QueryLimits) throws(QueryError) -> QueryResult {
        let execution = Execution(plan: plan, table: table, limits: limits)
        let start = limits.clock?() ?? .zero
        let (result, main) = try execution.runProfiled()
        var explanation = QueryExplanation(plan: plan, table: table, limits: limits)
        var profile = main.profile
        profile.total = (limits.clock?() ?? .zero) - start
        profile.resultRows = result.rowCount
        profile.passedRows = result.statistics.docsScanned
        explanation.profile = profile
        return try explanation.result()
    }
}
