import Schema
import SQL

/// Functions that choose among their arguments, and those that compare.
enum ChoiceFunctions {
    static let all: [ScalarFunction] = choices + comparisons

    private static let choices: [ScalarFunction] = [
        ScalarFunction(
            "coalesce", nulls: .sees, canFail: false, "The first argument that is not NULL.",
            [
                FunctionSignature([.any], isVariadic: true) { (binder, arguments, place) throws(ExpressionError) in
                    try binder.firstGiven(arguments, place)
                }
            ]),
        ScalarFunction(
            "nullIf", nulls: .sees, canFail: false, "The first argument, or NULL if it equals the second.",
            [
                FunctionSignature([.any, .any], .like(argument: 0)) {
                    (binder, arguments, place) throws(ExpressionError) in
                    try binder.nullIf(arguments[0], arguments[1], place)
                }
            ]),
        extreme("least", isGreatest: false, "The least of the arguments; NULL if one is NULL."),
        extreme("greatest", isGreatest: true, "The greatest of the arguments; NULL if one is NULL."),
        ScalarFunction(
            "isNull", nulls: .sees, canFail: false, "Whether the argument is NULL.",
            [FunctionSignature([.any], .boolean) { (binder, arguments, _) in binder.folded(.isNull(arguments[0])) }]),
        ScalarFunction(
            "isNotNull", nulls: .sees, canFail: false, "Whether the argument is not NULL.",
            [
                FunctionSignature([.any], .boolean) { (binder, arguments, _) in
                    binder.folded(.not(.isNull(arguments[0])))
                }
            ]),
    ]

    private static let comparisons: [ScalarFunction] = [
        comparison("equals", [], .equal, "="), comparison("notEquals", [], .notEqual, "<>"),
        comparison("lessThan", [], .less, "<"), comparison("lessThanOrEqual", ["lte"], .lessOrEqual, "<="),
        comparison("greaterThan", [], .greater, ">"), comparison("greaterThanOrEqual", ["gte"], .greaterOrEqual, ">="),
    ]

    private static func comparison(
        _ name: String, _ synonyms: [String], _ operation: ComparisonOperator, _ sign: String
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: false, "The comparison `\(sign)`.",
            [
                FunctionSignature([.any, .any], .boolean) { (binder, arguments, place) throws(ExpressionError) in
                    binder.folded(
                        try binder.comparison(operation, arguments[0], arguments[1], at: place.location))
                }
            ])
    }

    private static func extreme(_ name: String, isGreatest: Bool, _ summary: String) -> ScalarFunction {
        ScalarFunction(
            name, canFail: false, summary,
            [
                FunctionSignature([.any], isVariadic: true) { (binder, arguments, place) throws(ExpressionError) in
                    try binder.choice(among: arguments, place, propagatesNulls: true) { arguments in
                        arguments.vectors.dropFirst().reduce(arguments.vectors[0]) {
                            $0.extreme(with: $1, isGreatest: isGreatest)
                        }
                    }
                }
            ])
    }
}

extension Vector {
    /// Row by row the greater or less of two values of one representation; NaN counts as the greatest, as in ORDER BY.
    func extreme(with other: Vector, isGreatest: Bool) -> Vector {
        func pick<Element>(
            _ mine: [Element], _ theirs: [Element], _ isLess: (Element, Element) -> Bool
        ) -> [Element] {
            mine.indices.map { isLess(mine[$0], theirs[$0]) == isGreatest ? theirs[$0] : mine[$0] }
        }
        switch (values, other.values) {
        case (.integers(let mine), .integers(let theirs)): return Vector(.integers(pick(mine, theirs, <)))
        case (.doubles(let mine), .doubles(let theirs)):
            return Vector(.doubles(pick(mine, theirs) { $0 < $1 || ($1.isNaN && !$0.isNaN) }))
        case (.strings(let mine), .strings(let theirs)): return Vector(.strings(pick(mine, theirs, <)))
        default: preconditionFailure("alternatives have one representation")
        }
    }
}
