import Expressions
import SQL

/// The aggregates that there are.
public enum AggregateRegistry {
    /// In the order in which documentation lists them.
    public static let functions: [AggregateFunction] = {
        let plain =
            CoreAggregates.all + ChoiceAggregates.all + DistinctAggregates.all + QuantileAggregates.all
            + StatisticsAggregates.all + CollectionAggregates.all
        return plain + plain.filter(\.hasListForm).map(\.listForm)
    }()

    /// Names to suggest for one that is not known, synonyms included.
    static let names = functions.flatMap { [$0.name] + $0.synonyms }

    private static let byName: [String: AggregateFunction] = {
        var byName: [String: AggregateFunction] = [:]
        for function in functions {
            for name in [function.name] + function.synonyms { byName[normalised(name)] = function }
        }
        return byName
    }()

    /// What a name means.
    struct Match {
        let function: AggregateFunction
        /// The 95 of `percentile95`.
        var percent: Int64?
    }

    /// The function of that name, without regard to case and underscores.
    public static func function(named name: String) -> AggregateFunction? { match(name)?.function }

    static func match(_ name: String) -> Match? {
        let name = normalised(name)
        if let function = byName[name] { return Match(function: function) }
        guard name.hasPrefix("percentile") else { return nil }
        let stem = name.hasSuffix("mv") ? name.dropLast(2) : name[...]
        let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }
        guard let percent = Int64(String(digits.reversed())), percent <= 100,
            let function = byName[stem.dropLast(digits.count) + (name.hasSuffix("mv") ? "mv" : "")]
        else { return nil }
        return Match(function: function, percent: percent)
    }

    private static func normalised(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

    /// Why an aggregate that Pinot has is not here; nil if Pinot has none of that name.
    static func reasonForAbsence(of name: String) -> String? {
        let name = normalised(name)
        if name.contains("raw") && (name.hasPrefix("distinctcount") || name.hasPrefix("percentile")) {
            return "serialised sketches are not given out"
        }
        for (prefix, reason) in absent where name.hasPrefix(prefix) { return reason }
        return nil
    }

    /// Aggregates of Pinot by the beginnings of their names.
    private static let absent = [
        ("distinctcountcpc", "take distinctCountHLL or distinctCountThetaSketch, or distinctCount, which is exact"),
        ("distinctcountull", "take distinctCountHLLPlus, or distinctCount, which is exact"),
        ("distinctcounttuplesketch", "there are no tuple sketches"),
        ("sumvaluesintegersumtuplesketch", "there are no tuple sketches"),
        ("avgvalueintegersumtuplesketch", "there are no tuple sketches"),
        ("idset", "there are no sets of identifiers"), ("frequent", "there are no sketches of frequent items"),
        ("stunion", "there are no geometries"), ("funnel", "there are no funnels"),
        ("fasthll", "take distinctCountHLL"),
    ]
}
