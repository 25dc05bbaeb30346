import Expressions
import Schema
import Segment

/// A column that a query reads, by the number of its input.
struct InputColumn {
    enum Kind {
        case stored(defaultValue: Value)
        case segmentName
        case docID
        /// A column that segments may have derived from an input.
        case derived(DerivedTime)
        /// An element of a list by which rows are grouped.
        case exploded
    }

    let name: String
    let type: ValueType
    let kind: Kind
    /// What is read where the value is NULL; nil to read NULL.
    var valueForNull: Value?
}

/// One key of an ORDER BY.
struct OrderKey {
    let expression: BoundExpression
    let isAscending: Bool
    let nullsFirst: Bool
}

/// Groups of rows and what is computed of each. Expressions other than keys read keys, then aggregates, then calls of
/// GROUPING, as inputs.
struct AggregationPlan {
    var keys: [BoundExpression]
    /// The grouping sets: by which keys, ascending, rows are grouped, each time anew. Other keys are NULL.
    var sets: [[Int]]
    /// The keys of each call of GROUPING.
    var groupings: [[Int]] = []
    /// The lists whose elements some of the keys stand for.
    var explodedLists: [ExplodedList] = []
    var aggregates: [AggregateCall]
    var having: BoundExpression?
    /// Whether equal rows of the result are one, beyond what the grouping ensures.
    var isDistinct: Bool
}

/// A statement with all names and types settled.
struct QueryPlan {
    var columns: [InputColumn]
    var filter: FilterTree?
    var outputNames: [String]
    /// Read columns, or what the aggregation makes.
    var outputs: [BoundExpression]
    var order: [OrderKey]
    var aggregation: AggregationPlan?
    var limit: Int?
    var offset: Int
    /// Whether rows count that the version of the table says are dead.
    var showsDeadRows = false
}
