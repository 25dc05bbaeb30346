import Bitmaps
import Bytes
import Expressions
import Schema
import Segment

/// What EXPLAIN answers: the operators of a query as a tree, with the columns that Pinot gives it.
///
/// Segments that take the same way share one tree, under a row `PLAN_START(numSegmentsForThisPlan:…)`.
struct QueryExplanation {
    let plan: QueryPlan
    let table: TableSnapshot
    let limits: QueryLimits
    /// What a run of the query has measured, for EXPLAIN ANALYZE.
    var profile: QueryProfile?

    func result() throws(QueryError) -> QueryResult {
        var rows = [[Value]]()
        let isAnalyzed = profile != nil
        var top = PlanOperator(reduceText, rows: profile?.resultRows, time: profile?.total)
        top.children = [PlanOperator(combineText, rows: profile?.mergedRows, time: profile?.merging)]
        top.appendRows(parent: 0, to: &rows, isAnalyzed: isAnalyzed)
        for (segmentPlan, count) in try segmentPlans() {
            var start: [Value] = [
                .string(ByteString("PLAN_START(numSegmentsForThisPlan:\(count))")), .integer(-1), .integer(-1),
            ]
            if isAnalyzed { start += [.null, .null] }
            rows.append(start)
            segmentPlan.appendRows(parent: 2, to: &rows, isAnalyzed: isAnalyzed)
        }
        var columns: [(String, ValueType)] = [("Operator", .string), ("Operator_Id", .int), ("Parent_Id", .int)]
        if isAnalyzed { columns += [("Rows", .long), ("Time_Micros", .long)] }
        return QueryResult(columns: columns, rows: rows)
    }

    /// The different plans of segments, and how many segments have each, in the order of the table.
    private func segmentPlans() throws(QueryError) -> [(PlanOperator, Int)] {
        var plans = [(plan: PlanOperator, count: Int)]()
        for segment in (plan.showsDeadRows ? table.withAllRows : table).segments {
            let reader = try SegmentReader(segment.source, columns: plan.columns)
            let segmentPlan = try segmentPlan(reader, segment.liveRows)
            if let known = plans.firstIndex(where: { $0.plan == segmentPlan }) {
                plans[known].count += 1
            } else {
                plans.append((segmentPlan, 1))
            }
        }
        return plans.map { ($0.plan, $0.count) }
    }

    private func segmentPlan(_ reader: SegmentReader, _ live: LiveRows?) throws(QueryError) -> PlanOperator {
        let filter = try FilterExplanation(reader: reader, limits: limits, columns: plan.columns)
            .operators(plan.filter, live)
        var docs = PlanOperator("DOC_ID_SET", [filter])
        (docs.rows, docs.time) = (profile?.passedRows, profile?.filtering)
        let project = PlanOperator("PROJECT(\(projected.joined(separator: ", ")))", [docs])
        return PlanOperator(workText, rows: profile?.passedRows, time: profile?.working, [project])
    }

    private var projected: [String] {
        var slots = Set(plan.aggregation == nil ? plan.outputs.flatMap(\.inputs) : [])
        if plan.aggregation == nil { slots.formUnion(plan.order.flatMap(\.expression.inputs)) }
        for key in plan.aggregation?.keys ?? [] { slots.formUnion(key.inputs) }
        for call in plan.aggregation?.aggregates ?? [] { slots.formUnion(call.inputs) }
        return slots.sorted().map { plan.columns[$0].name }
    }

    private var reduceText: String {
        var parts = [String]()
        if !plan.order.isEmpty { parts.append("sort:\(plan.order.count) keys") }
        if plan.aggregation?.having != nil { parts.append("havingFilter") }
        parts.append("limit:\(plan.limit.map(String.init) ?? "none")")
        if plan.offset > 0 { parts.append("offset:\(plan.offset)") }
        return "BROKER_REDUCE(\(parts.joined(separator: ",")))"
    }

    private var combineText: String {
        guard let aggregation = plan.aggregation else {
            return plan.order.isEmpty ? "COMBINE_SELECT" : "COMBINE_SELECT_ORDERBY"
        }
        if aggregation.keys.isEmpty { return "COMBINE_AGGREGATE" }
        return aggregation.aggregates.isEmpty ? "COMBINE_DISTINCT" : "COMBINE_GROUP_BY"
    }

    private var workText: String {
        let text = PredicateText(columns: plan.columns)
        guard let aggregation = plan.aggregation else {
            let list = plan.outputNames.joined(separator: ", ")
            return plan.order.isEmpty ? "SELECT(selectList:\(list))" : "SELECT_ORDERBY(selectList:\(list))"
        }
        let calls = aggregation.aggregates.map { call in
            "\(call.function.name)(\(call.arguments.map(text.text).joined(separator: ",")))"
        }.joined(separator: ", ")
        if aggregation.keys.isEmpty { return "AGGREGATE(aggregations:\(calls))" }
        let keys = aggregation.keys.map(text.text).joined(separator: ", ")
        if aggregation.aggregates.isEmpty { return "DISTINCT(keyColumns:\(keys))" }
        let sets = aggregation.sets.count > 1 ? ",groupingSets:\(aggregation.sets.count)" : ""
        return "GROUP_BY(groupKeys:\(keys)\(sets), aggregations:\(calls))"
    }
}

/// What a run of a query took, by step. Steps that several threads do at the same time count for each.
struct QueryProfile {
    var total = Duration.zero
    /// Deciding which rows pass.
    var filtering = Duration.zero
    /// Reading them, and grouping or ranking.
    var working = Duration.zero
    /// Merging units, and computing and ordering the result.
    var merging = Duration.zero
    var passedRows = 0
    /// Groups or ranked rows.
    var mergedRows = 0
    var resultRows = 0
}
