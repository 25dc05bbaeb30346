import SQL

/// What a statement says about how it runs: the options that the engine carries out itself.
struct QuerySettings {
    private(set) var timeout: Duration?
    private(set) var allowsPartialResults = false
    private(set) var groupsKept: Int?
    private(set) var maximumThreads: Int?
    private(set) var defaultLimit: Int?

    /// Takes the engine's options out of a list; the others are the query layer's.
    init(takingFrom options: inout [QueryOption]) throws(EngineError) {
        var rest: [QueryOption] = []
        for option in options {
            switch option.key.lowercased() {
            case "timeoutms": timeout = .milliseconds(try Self.number(option, in: 1...Int64.max / 1_000_000))
            case "allowpartialresults":
                guard let allows = Bool(option.value.lowercased()) else { throw Self.invalid(option) }
                allowsPartialResults = allows
            case "numgroupslimit": groupsKept = Int(try Self.number(option, in: 1...Int64(Int32.max)))
            case "maxexecutionthreads": maximumThreads = Int(try Self.number(option, in: 1...1024))
            case "defaultlimit": defaultLimit = Int(try Self.number(option, in: 0...Int64(Int32.max)))
            default: rest.append(option)
            }
        }
        options = rest
    }

    private static func number(_ option: QueryOption, in range: ClosedRange<Int64>) throws(EngineError) -> Int64 {
        guard let number = Int64(option.value) else { throw invalid(option) }
        guard range.contains(number) else {
            throw EngineError(
                .invalid, code: "INVALID_OPTION",
                "the option \(option.key) is from \(range.lowerBound) to \(range.upperBound), found \(number)")
        }
        return number
    }

    private static func invalid(_ option: QueryOption) -> EngineError {
        EngineError(.invalid, code: "INVALID_OPTION", "the option \(option.key) cannot be '\(option.value)'")
    }
}
