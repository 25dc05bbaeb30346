import Foundation
import LabSupport
import TestSupport
import Testing

/// A few thousand statements of the query lab; `make lab` asks more.
@Suite struct QueryLabTests {
    #if DEBUG
        static let queries = 150
    #else
        static let queries = 1000
    #endif

    static let python = "Lab/.venv/bin/python"
    static let driver = "Lab/duckdb-driver.py"

    /// With DuckDB where `make test-deps` has installed it.
    @Test(arguments: SeededGenerator.seeds.prefix(3))
    func answersAreThoseOfAnIndependentEngine(seed: UInt64) throws {
        var options = QueryLab.Options(seed: seed, queries: Self.queries)
        if FileManager.default.isExecutableFile(atPath: Self.python) {
            options.duckDB = (python: Self.python, script: Self.driver)
        }
        let lab = try QueryLab(options)
        let found = try lab.run()
        #expect(found == nil, "seed \(seed): \(found ?? "")")
        #expect(lab.counts.comparedRows > Self.queries)
    }

    @Test func theOraclesThatNeedNoOtherEngineRunWithoutOne() throws {
        let lab = try QueryLab(QueryLab.Options(seed: 7, queries: Self.queries))
        let found = try lab.run()
        #expect(found == nil, "seed 7: \(found ?? "")")
    }
}
