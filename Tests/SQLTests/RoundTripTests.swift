import SQL
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func randomTreesComeBack(seed: UInt64) throws {
        var trees = RandomTree(random: SeededGenerator(seed: seed))
        for round in 0..<150 {
            let statement = trees.statement(depth: 1 + round % 6)
            let text = statement.sql
            let parsed = Result { () throws(SQLError) in try select(text) }
            guard case .success(let again) = parsed else {
                Issue.record("seed \(seed), round \(round): \(parsed) for \(text)")
                return
            }
            try #require(again == statement, "seed \(seed), round \(round): \(text) became \(again.sql)")
            try #require(again.sql.utf8.elementsEqual(text.utf8), "seed \(seed), round \(round)")
            try #require(again.hashValue == statement.hashValue, "seed \(seed), round \(round)")
        }
    }

    /// The parser that must agree on the grouping sees every operator in parentheses.
    @Test(arguments: 101...104 as ClosedRange<UInt64>)
    func groupedTextMeansTheSame(seed: UInt64) throws {
        var trees = RandomTree(random: SeededGenerator(seed: seed))
        for round in 0..<150 {
            let tree = trees.expression(depth: 1 + round % 6)
            let again = try expression(tree.groupedText)
            try #require(again == tree, "seed \(seed), round \(round): \(tree.groupedText)")
        }
    }
}
