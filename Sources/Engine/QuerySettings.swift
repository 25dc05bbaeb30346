import SQL

/// What a statement says about how it runs: the options that the engine carries out itself.
struct QuerySettings {
    private(set) var timeout: Duration?
    private(set) var allowsPartialResults = false
    private(set) var groupsKept: Int?
    private(set) var maximumThreads: Int?
    private(set) var defaultLimit: Int?
    /// What the answer must cover.
    private(set) var minimumOffsets: [CoveredOffset] = []
    /// How long the query waits to see what it must, or, if it names no offsets, everything that was there when it came.
    private(set) var visibilityWait: Duration?

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
            case "minoffsets": minimumOffsets = try Self.offsets(option)
            case "waitms": visibilityWait = .milliseconds(try Self.number(option, in: 0...Int64.max / 1_000_000))
            default: rest.append(option)
            }
        }
        options = rest
    }

    /// `orders/0:123,orders/1:7`: the parts of a partition's name are divided at the last slash and colon.
    private static func offsets(_ option: QueryOption) throws(EngineError) -> [CoveredOffset] {
        var offsets: [CoveredOffset] = []
        for part in option.value.split(separator: ",") {
            guard let colon = part.lastIndex(of: ":"), let slash = part[..<colon].lastIndex(of: "/"),
                let partition = Int(part[part.index(after: slash)..<colon]), partition >= 0,
                let offset = Int64(part[part.index(after: colon)...]), offset >= 0
            else { throw invalid(option) }
            let topic = part[..<slash].drop { $0 == " " }
            offsets.append(CoveredOffset(topic: String(topic), partition: partition, offset: offset))
        }
        return offsets
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
