import SQL
import Testing

/// The SELECT that the text says.
func select(_ text: String) throws(SQLError) -> SelectStatement {
    switch try Parser.parse(text) {
    case .select(let select): select
    }
}

/// The expression that the text says, as the filter of a statement.
func expression(_ text: String) throws -> SQL.Expression {
    try #require(try select("SELECT x FROM t WHERE \(text)").filter)
}

/// The error of a text that must not parse.
func failure(_ text: String) -> SQLError? {
    do {
        let statement = try Parser.parse(text)
        Issue.record("parsed to \(statement.sql.prefix(200))")
        return nil
    } catch {
        return error
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }
    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}
