/// Functions of the 64 bits of an integer.
enum BitFunctions {
    static let all: [ScalarFunction] = [
        ScalarFunction("bitAnd", [.integer, .integer], .long, "The bits that both have.") {
            (left: Int64, right: Int64) in left & right
        },
        ScalarFunction("bitOr", [.integer, .integer], .long, "The bits that at least one has.") {
            (left: Int64, right: Int64) in left | right
        },
        ScalarFunction("bitXor", [.integer, .integer], .long, "The bits that exactly one has.") {
            (left: Int64, right: Int64) in left ^ right
        },
        ScalarFunction("bitNot", [.integer], .long, "The bits that it has not.") { (value: Int64) in ~value },
        ScalarFunction("bitCount", [.integer], .int, "The number of bits that are 1, of 64.") {
            (value: Int64) in Int64(value.nonzeroBitCount)
        },
        shift("bitShiftLeft", "The bits moved up; 0 for 64 places and more.") { $0 << $1 },
        shift("bitShiftRight", "The bits moved down, with copies of the sign above.") { $0 >> $1 },
        shift("bitShiftRightLogical", synonyms: ["bitShiftRightUnsigned"], "The bits moved down, with zeros above.") {
            Int64(bitPattern: UInt64(bitPattern: $0) >> $1)
        },
        ScalarFunction(
            "bitExtract", synonyms: ["extractBit"], [.integer, .integer], .int,
            "The bit at a position, counted from 0 at the lowest."
        ) { (value: Int64, position: Int64) throws(ExpressionError) in
            guard (0..<64).contains(position) else {
                throw ExpressionError(.invalidArgument, "bitExtract: there is no bit \(position), only 0 to 63")
            }
            return value >> position & 1
        },
    ]

    private static func shift(
        _ name: String, synonyms: [String] = [], _ summary: String,
        _ move: @escaping @Sendable (Int64, Int64) -> Int64
    ) -> ScalarFunction {
        ScalarFunction(name, synonyms: synonyms, [.integer, .integer], .long, summary) {
            (value: Int64, places: Int64) throws(ExpressionError) in
            guard places >= 0 else {
                throw ExpressionError(.invalidArgument, "\(name): \(places) places are negative")
            }
            return move(value, places)
        }
    }
}
