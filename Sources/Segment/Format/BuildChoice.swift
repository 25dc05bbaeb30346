/// Why the builder stored a part of a column as it did: for people, who see it when they inspect a segment. Readers do
/// not depend on it.
public struct BuildChoice: Sendable, Equatable {
    /// What was decided.
    public enum Subject: UInt8, Sendable, CaseIterable {
        case encoding = 0
        case inverted = 1
        case range = 2
        case bloom = 3
        case dictionaryForm = 4
        case codes = 5

        public var name: String {
            switch self {
            case .encoding: "encoding"
            case .inverted: "inverted index"
            case .range: "range index"
            case .bloom: "bloom filter"
            case .dictionaryForm: "dictionary"
            case .codes: "codes"
            }
        }
    }

    /// What decided it. The numbers are part of the format.
    public enum Reason: UInt8, Sendable, CaseIterable {
        case configured = 0
        case noValues = 1
        case oneValue = 2
        case sorted = 3
        case fewValues = 4
        case smaller = 5
        case larger = 6
        case manyValues = 7
        case metric = 8
        case locallyNarrow = 9
        case randomAccess = 10
        case notNeeded = 11
        case selective = 12
        case notPossible = 13
        case shortValues = 14
        case repeated = 15

        public var name: String {
            switch self {
            case .configured: "as configured"
            case .noValues: "no values"
            case .oneValue: "one value"
            case .sorted: "the rows are sorted by it"
            case .fewValues: "few distinct values"
            case .smaller: "smaller"
            case .larger: "would be larger than what it saves"
            case .manyValues: "many distinct values"
            case .metric: "a metric is summed, not searched"
            case .locallyNarrow: "neighbouring rows differ little"
            case .randomAccess: "single rows are read"
            case .notNeeded: "scanning codes is as fast"
            case .selective: "few rows for each value"
            case .notPossible: "not possible for such values"
            case .shortValues: "short values, which are looked up"
            case .repeated: "runs of equal values"
            }
        }
    }

    /// The number of a subject; `subject` is nil if this version does not know it.
    public var subjectNumber: UInt8
    /// The number of a reason; `reason` is nil if this version does not know it.
    public var reasonNumber: UInt8

    public init(_ subject: Subject, _ reason: Reason) {
        self.init(subjectNumber: subject.rawValue, reasonNumber: reason.rawValue)
    }

    init(subjectNumber: UInt8, reasonNumber: UInt8) {
        self.subjectNumber = subjectNumber
        self.reasonNumber = reasonNumber
    }

    public var subject: Subject? { Subject(rawValue: subjectNumber) }
    public var reason: Reason? { Reason(rawValue: reasonNumber) }
}
