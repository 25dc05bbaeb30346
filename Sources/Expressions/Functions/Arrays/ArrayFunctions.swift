import Bytes
import Schema

/// Functions of lists, which columns with several values give.
enum ArrayFunctions {
    static let all: [ScalarFunction] = measures + mappings + searches + pairs + texts

    /// Elements of a list that a function makes of numbers, at most, and of all lists of a batch.
    static let maximumElements: Int64 = 10_000
    static let maximumBatchElements = 1 << 24

    /// The names that Pinot gives to the forms for single types.
    private static func typed(_ name: String, _ types: String...) -> [String] { types.map { name + $0 } }

    private static let measures: [ScalarFunction] = [
        ScalarFunction(
            "arrayLength", synonyms: ["cardinality"], canFail: false, "The number of elements.",
            [
                FunctionSignature([.list], .int) { (arguments: FunctionArguments) in
                    guard case .lists(let starts, _) = arguments.vectors[0].values else {
                        preconditionFailure("the argument is a list")
                    }
                    return Vector(.integers((0..<arguments.count).map { Int64(starts[$0 + 1] - starts[$0]) }))
                }
            ]),
        ScalarFunction(
            "arraySum", canFail: true, "The sum of the elements, exact for integers; 0 if there are none.",
            [FunctionSignature([.numberList], .numberLike(argument: 0), batch: sum)]),
        ScalarFunction(
            "arrayAverage", canFail: false, "The mean of the elements; NULL if there are none.",
            [FunctionSignature([.numberList], .double, batch: average)]),
        listFunction(
            "arrayMin", [.list], .element(argument: 0), "The least element; NULL if there are none.",
            ListExtreme(isGreatest: false)),
        listFunction(
            "arrayMax", [.list], .element(argument: 0), "The greatest element; NULL if there are none.",
            ListExtreme(isGreatest: true)),
    ]

    @Sendable private static func sum(_ arguments: FunctionArguments) throws(ExpressionError) -> Vector {
        guard case .lists(_, .integers) = arguments.vectors[0].values else {
            let lists = Lists<Double>(arguments.vectors[0])
            return try arguments.perRow { row in lists[row].reduce(0, +) }
        }
        let lists = Lists<Int64>(arguments.vectors[0])
        return try arguments.perRow { (row) throws(ExpressionError) in
            var total: Int64 = 0
            for element in lists[row] {
                let (sum, overflow) = total.addingReportingOverflow(element)
                guard !overflow else { throw ArithmeticFunctions.outOfRange }
                total = sum
            }
            return total
        }
    }

    @Sendable private static func average(_ arguments: FunctionArguments) throws(ExpressionError) -> Vector {
        func mean(_ elements: [Double]) -> Double? {
            elements.isEmpty ? nil : elements.reduce(0, +) / Double(elements.count)
        }
        guard case .lists(_, .integers) = arguments.vectors[0].values else {
            let lists = Lists<Double>(arguments.vectors[0])
            return try arguments.perRow { row in mean(Array(lists[row])) }
        }
        let lists = Lists<Int64>(arguments.vectors[0])
        return try arguments.perRow { row in mean(lists[row].map { Double($0) }) }
    }

    private static func listFunction(
        _ name: String, synonyms: [String] = [], _ parameters: [FunctionParameter], _ result: FunctionResult,
        _ summary: String, _ function: some ListFunction
    ) -> ScalarFunction {
        ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [FunctionSignature(parameters, result, batch: function.body)])
    }

    private static let mappings: [ScalarFunction] = [
        listFunction(
            "arrayDistinct", synonyms: typed("arrayDistinct", "Int", "String"), [.list], .like(argument: 0),
            "The elements without repetitions, in the order of their first occurrence.",
            ListMapping(operation: .distinct)),
        listFunction(
            "arraySort", synonyms: typed("arraySort", "Int", "String"), [.list], .like(argument: 0),
            "The elements in ascending order.", ListMapping(operation: .sort)),
        listFunction(
            "arrayReverse", synonyms: typed("arrayReverse", "Int", "String"), [.list], .like(argument: 0),
            "The elements in reverse order.", ListMapping(operation: .reverse)),
        listFunction(
            "arraySlice", synonyms: typed("arraySlice", "Int", "String"), [.list, .integer, .integer],
            .like(argument: 0), "The elements from a position, counted from 0, up to but not including another.",
            ListSelection(operation: .slice)),
        listFunction(
            "arrayElementAt", synonyms: typed("arrayElementAt", "Int", "Long", "Float", "Double", "String"),
            [.list, .integer], .element(argument: 0),
            "The element at a position, counted from 1; NULL if there is none.",
            ListSelection(operation: .element)),
    ]

    private static let searches: [ScalarFunction] = [
        search(
            "arrayIndexOf", typed("arrayIndexOf", "Int", "String"), .index, .int,
            "The position, counted from 0, of the first element equal to a value; -1 if there is none."),
        search(
            "arrayIndexesOf", typed("arrayIndexesOf", "Int", "Long", "Float", "Double", "String"), .indexes,
            .list(.int), "The positions, counted from 0, of the elements equal to a value."),
        search(
            "arrayContains", typed("arrayContains", "Int", "String"), .contains, .boolean,
            "Whether an element equals a value."),
        search(
            "arrayRemove", typed("arrayRemove", "Int", "String"), .remove, nil,
            "The list without the first element equal to a value."),
        search("valueIn", [], .keep, nil, isVariadic: true, "The elements that equal one of the values."),
    ]

    private static func search(
        _ name: String, _ synonyms: [String], _ operation: ListSearch.Operation, _ type: ValueType?,
        isVariadic: Bool = false, _ summary: String
    ) -> ScalarFunction {
        let result = type.map { FunctionResult.always($0) } ?? .like(argument: 0)
        let rewrite: FunctionSignature.Rewriting = { (binder, arguments, place) throws(ExpressionError) in
            try binder.search(ListSearch(operation: operation), arguments, type, place)
        }
        return ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [FunctionSignature([.list, .any], isVariadic: isVariadic, result, rewrite: rewrite)])
    }

    private static let pairs: [ScalarFunction] = [
        pair(
            "arrayUnion", typed("arrayUnion", "Int", "String"), .union, nil,
            "The elements of both lists without repetitions."),
        pair(
            "arrayConcat", typed("arrayConcat", "Int", "Long", "Float", "Double", "String"), .concatenation, nil,
            "The elements of one list and then those of another."),
        pair("arraysOverlap", [], .overlap, .boolean, "Whether both lists have an element in common."),
    ]

    private static func pair(
        _ name: String, _ synonyms: [String], _ operation: ListPair.Operation, _ type: ValueType?, _ summary: String
    ) -> ScalarFunction {
        let result = type.map { FunctionResult.always($0) } ?? .like(argument: 0)
        let rewrite: FunctionSignature.Rewriting = { (binder, arguments, place) throws(ExpressionError) in
            try binder.pair(ListPair(operation: operation), arguments, type, place)
        }
        return ScalarFunction(
            name, synonyms: synonyms, canFail: false, summary,
            [FunctionSignature([.list, .list], result, rewrite: rewrite)])
    }

    private static let texts: [ScalarFunction] = [
        ScalarFunction(
            "arrayToString", canFail: true,
            "The elements of a list of numbers or texts as one text with a separator between.",
            [
                FunctionSignature([.stringList, .string], .string, batch: ListText().body),
                FunctionSignature([.numberList, .string], .string, batch: ListText().body),
            ]),
        ScalarFunction(
            "split", canFail: false,
            "The parts of a text between separators, without empty ones; the last of at most so many keeps the rest.",
            [
                FunctionSignature([.string, .string], .always(.list(.string))) {
                    (text: ByteString, separator: ByteString) in parts(text, separator, 0)
                },
                FunctionSignature([.string, .string, .integer], .always(.list(.string))) {
                    (text: ByteString, separator: ByteString, limit: Int64) in parts(text, separator, limit)
                },
            ]),
        ends("prefixes", "The beginnings of a text, of 1 up to so many code points.") { $0[..<$1] },
        ends("suffixes", "The ends of a text, of 1 up to so many code points.") { $0[($0.count - $1)...] },
        ScalarFunction(
            "generateArray", canFail: true,
            "The integers from a first to a last one, with a distance (1) between them.",
            [
                FunctionSignature([.integer, .integer], .always(.list(.long))) { (arguments) throws(ExpressionError) in
                    try generated(arguments)
                },
                FunctionSignature([.integer, .integer, .integer], .always(.list(.long))) {
                    (arguments) throws(ExpressionError) in try generated(arguments)
                },
            ]),
    ]

    private static func parts(_ text: ByteString, _ separator: ByteString, _ limit: Int64) -> Elements<ByteString> {
        let parts = TextBytes.split(text.bytes, by: separator.bytes, limit: Int(max(0, min(limit, 1 << 30))))
        return Elements(parts.map { ByteString($0) })
    }

    private static func ends(
        _ name: String, _ summary: String,
        _ part: @escaping @Sendable ([Unicode.Scalar], Int) -> ArraySlice<Unicode.Scalar>
    ) -> ScalarFunction {
        ScalarFunction(name, [.string, .integer], .always(.list(.string)), summary) {
            (text: ByteString, longest: Int64) throws(ExpressionError) in
            let scalars = TextBytes.scalars(text)
            var (ends, size) = ([ByteString](), 0)
            for length in 1..<(max(0, Int(min(longest, Int64(scalars.count)))) + 1) {
                var view = String.UnicodeScalarView()
                view.append(contentsOf: part(scalars, length))
                ends.append(ByteString(String(view)))
                size += ends[length - 1].count
                try TextBytes.check(size, name)
            }
            return Elements(ends)
        }
    }

    private static func generated(_ arguments: FunctionArguments) throws(ExpressionError) -> Vector {
        let columns = arguments.vectors.map(Int64.rows)
        var total = 0
        return try arguments.perRow { (row) throws(ExpressionError) in
            let (first, last, step) = (columns[0][row], columns[1][row], columns.count > 2 ? columns[2][row] : 1)
            guard step != 0 else { throw ExpressionError(.invalidArgument, "generateArray: the distance is 0") }
            var (elements, next) = ([Int64](), first)
            while step > 0 ? next <= last : next >= last {
                elements.append(next)
                total += 1
                guard elements.count <= maximumElements && total <= maximumBatchElements else {
                    throw ExpressionError(
                        .resultTooLarge,
                        "generateArray makes more than \(maximumElements) elements, the limit for one list")
                }
                let (sum, overflow) = next.addingReportingOverflow(step)
                if overflow { break }
                next = sum
            }
            return Elements(elements)
        }
    }
}
