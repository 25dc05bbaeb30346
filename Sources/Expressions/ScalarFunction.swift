import Bytes
import Schema

/// A function of one row's values, evaluated for whole batches.
public struct ScalarFunction: Sendable {
    /// What an argument must be.
    public enum Parameter: Sendable {
        /// INT, LONG, FLOAT or DOUBLE, handed over as it is.
        case number
        /// Any number, handed over as doubles.
        case double
        /// INT or LONG.
        case integer
        /// TIMESTAMP, or LONG milliseconds since 1970.
        case timestamp
        case string
        /// One of the names of a `CalendarUnit`, a literal.
        case timeUnit
    }

    /// The result's type.
    public enum Result: Sendable {
        case always(ValueType)
        /// LONG for integers, DOUBLE for the others.
        case numberLike(argument: Int)
        /// TIMESTAMP for a TIMESTAMP, LONG otherwise.
        case timestampLike(argument: Int)
        /// The common type of all arguments, which may be any that agree.
        case common
    }

    typealias Body = @Sendable ([Vector], Int) throws(ExpressionError) -> Vector

    /// In lower case; functions are looked up without regard to case.
    public let name: String
    /// The arguments that must be given, then those that may be left out.
    public let parameters: [Parameter]
    public let optionalParameters: [Parameter]
    /// Whether the last parameter may be given again and again.
    public let isVariadic: Bool
    public let result: Result
    /// Whether a NULL argument makes the result NULL; if not, the function sees the NULLs itself.
    public let propagatesNulls: Bool
    /// Whether some value makes it an error.
    public let canFail: Bool
    /// One sentence for people.
    public let summary: String
    let body: Body

    init(
        _ name: String, _ parameters: [Parameter], optional: [Parameter] = [], isVariadic: Bool = false,
        returns result: Result, propagatesNulls: Bool = true, canFail: Bool = false, _ summary: String,
        body: @escaping Body
    ) {
        self.name = name
        self.parameters = parameters
        self.optionalParameters = optional
        self.isVariadic = isVariadic
        self.result = result
        self.propagatesNulls = propagatesNulls
        self.canFail = canFail
        self.summary = summary
        self.body = body
    }

    /// The arguments that it takes, for messages.
    var arity: String {
        if isVariadic { return "\(parameters.count) or more arguments" }
        let (least, most) = (parameters.count, parameters.count + optionalParameters.count)
        let count = least == most ? "\(least)" : "\(least) to \(most)"
        return "\(count) argument\(most == 1 ? "" : "s")"
    }
}

extension ScalarFunction: Hashable {
    public static func == (left: ScalarFunction, right: ScalarFunction) -> Bool { left.name == right.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The functions that there are.
public enum FunctionRegistry {
    /// In the order in which documentation lists them.
    public static let functions: [ScalarFunction] =
        NumericFunctions.all + StringFunctions.all + TimeFunctions.all + [coalesce]

    private static let byName = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) })
    private static let synonyms = ["ceiling": "ceil", "pow": "power", "substring": "substr", "date_trunc": "datetrunc"]

    /// The function of that name, without regard to case.
    public static func function(named name: String) -> ScalarFunction? {
        let lowered = name.lowercased()
        return byName[synonyms[lowered] ?? lowered]
    }

    private static let coalesce = ScalarFunction(
        "coalesce", [.number], isVariadic: true, returns: .common, propagatesNulls: false,
        "The first argument that is not NULL."
    ) { (arguments: [Vector], count: Int) throws(ExpressionError) -> Vector in
        var result = arguments[0]
        for next in arguments.dropFirst() where !result.nulls.isEmpty { result = result.filled(from: next) }
        return result
    }
}

extension Vector {
    /// The vector with the values of another one, of the same representation, where it is NULL.
    func filled(from other: Vector) -> Vector {
        func pick<Element>(_ mine: [Element], _ theirs: [Element]) -> [Element] {
            mine.indices.map { nulls[$0] ? theirs[$0] : mine[$0] }
        }
        let remaining = other.nulls.isEmpty ? [] : nulls.indices.map { nulls[$0] && other.nulls[$0] }
        switch (values, other.values) {
        case (.integers(let mine), .integers(let theirs)):
            return Vector(.integers(pick(mine, theirs)), nulls: remaining)
        case (.doubles(let mine), .doubles(let theirs)): return Vector(.doubles(pick(mine, theirs)), nulls: remaining)
        case (.strings(let mine), .strings(let theirs)): return Vector(.strings(pick(mine, theirs)), nulls: remaining)
        default: preconditionFailure("alternatives have one representation")
        }
    }
}
