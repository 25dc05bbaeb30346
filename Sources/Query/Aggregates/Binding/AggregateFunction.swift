import Expressions
import Schema

/// A function of the values that an expression has in all rows of a group.
public struct AggregateFunction: Sendable {
    /// What it makes of NULLs, in words.
    public enum NullBehaviour: String, Sendable {
        case countsRows = "counts rows whatever they hold"
        case skipsForZero = "skips NULLs; 0 if there is nothing else"
        case skips = "skips NULLs; NULL if there is nothing else"
    }

    /// What DISTINCT in front of its argument does.
    enum DistinctBehaviour: Sendable {
        case refused
        /// The result is the same without.
        case sameResult
        /// The function looks for it.
        case handled
    }

    /// As documentation writes it. Names are looked up without regard to case and underscores.
    public let name: String
    public let synonyms: [String]
    /// Such as `percentile(x, p)`.
    public let signature: String
    public let nullBehaviour: NullBehaviour
    /// One sentence for people.
    public let summary: String
    /// Whether it is the form of a function that takes lists only, such as `sumMV`.
    private(set) var takesOnlyLists = false
    /// Whether there is such a form.
    let hasListForm: Bool
    let distinct: DistinctBehaviour
    /// Whether WITHIN GROUP (ORDER BY ...) says in which order it sees the rows.
    let takesOrder: Bool
    let bind: @Sendable (AggregateBinding) throws(ExpressionError) -> AggregateCall
    let make: @Sendable (AggregateCall, MemoryBudget) -> any Aggregator

    init(
        _ name: String, synonyms: [String] = [], _ arguments: String, nulls: NullBehaviour = .skips,
        distinct: DistinctBehaviour = .refused, hasListForm: Bool = false, takesOrder: Bool = false, _ summary: String,
        bind: @escaping @Sendable (AggregateBinding) throws(ExpressionError) -> AggregateCall,
        make: @escaping @Sendable (AggregateCall, MemoryBudget) -> any Aggregator
    ) {
        self.name = name
        self.synonyms = synonyms
        signature = "\(name)(\(arguments))"
        nullBehaviour = nulls
        self.summary = summary
        self.hasListForm = hasListForm
        self.distinct = distinct
        self.takesOrder = takesOrder
        self.bind = bind
        self.make = make
    }

    /// The form that takes lists only.
    var listForm: AggregateFunction {
        var form = AggregateFunction(
            name + "MV", synonyms: synonyms.map { $0 + "MV" }, String(signature.dropFirst(name.count + 1).dropLast()),
            nulls: nullBehaviour, distinct: distinct, "Of the elements of lists: " + summary, bind: bind, make: make)
        form.takesOnlyLists = true
        return form
    }
}

extension AggregateFunction: Hashable {
    public static func == (left: AggregateFunction, right: AggregateFunction) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
