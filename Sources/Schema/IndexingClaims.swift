/// What the places of a table config say about how columns are stored, and which place said it.
///
/// Pinot has several places for most settings. They may repeat each other; what they contradict each other in is
/// refused, and so are choices that cannot hold together.
struct IndexingClaims {
    /// What a place may speak about.
    enum Subject: String {
        case dictionary
        case inverted = "inverted index"
        case range = "range index"
        case bloom = "bloom filter"
    }

    private struct Claim<Choice: Equatable> {
        let choice: Choice
        let path: String
    }

    private struct Column {
        var choices: [Subject: Claim<Bool>] = [:]
        var compression: Claim<IndexingConfig.Compression>?
        var granularities: Claim<[CalendarUnit]>?

        var placeWithoutDictionary: String? {
            guard let dictionary = choices[.dictionary], !dictionary.choice else { return nil }
            return dictionary.path
        }

        var config: IndexingConfig.Column {
            func choice(_ subject: Subject) -> IndexingConfig.Choice {
                guard let claim = choices[subject] else { return .automatic }
                return claim.choice ? .always : .never
            }
            let needsDictionary = choices[.inverted]?.choice == true
            return IndexingConfig.Column(
                dictionary: needsDictionary ? .always : choice(.dictionary), inverted: choice(.inverted),
                range: choice(.range), bloom: choice(.bloom), compression: compression?.choice ?? .automatic,
                granularities: granularities?.choice ?? [])
        }
    }

    private var columns: [String: Column] = [:]
    /// The column by which rows are sorted when a segment is sealed.
    var sortedColumn: String?

    /// One place says that a column has a dictionary or an index, or that it has none.
    mutating func say(
        _ subject: Subject, of column: String, _ isWanted: Bool, at path: String
    ) throws(ConfigError) {
        let claim = Claim(choice: isWanted, path: path)
        columns[column, default: Column()].choices[subject] = try Self.agreed(
            columns[column]?.choices[subject], claim, "the \(subject.rawValue) of \(column)")
    }

    mutating func sayCompression(
        of column: String, _ compression: IndexingConfig.Compression, at path: String
    ) throws(ConfigError) {
        let claim = Claim(choice: compression, path: path)
        columns[column, default: Column()].compression = try Self.agreed(
            columns[column]?.compression, claim, "the compression of \(column)")
    }

    mutating func sayGranularities(
        of column: String, _ granularities: [CalendarUnit], at path: String
    ) throws(ConfigError) {
        let claim = Claim(choice: granularities, path: path)
        columns[column, default: Column()].granularities = try Self.agreed(
            columns[column]?.granularities, claim, "the rounded timestamps of \(column)")
    }

    private static func agreed<Choice>(
        _ earlier: Claim<Choice>?, _ claim: Claim<Choice>, _ subject: String
    ) throws(ConfigError) -> Claim<Choice> {
        guard let earlier else { return claim }
        if earlier.choice != claim.choice {
            throw ConfigError(.invalidField, at: claim.path, "this contradicts \(earlier.path) about \(subject)")
        }
        return earlier
    }

    /// What follows from all that was said. An inverted index has the codes of a dictionary, as in Pinot, so that
    /// whoever wants one wants the other.
    func resolved() throws(ConfigError) -> IndexingConfig {
        var config = IndexingConfig(sortedColumn: sortedColumn)
        for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
            if let inverted = column.choices[.inverted], inverted.choice, let raw = column.placeWithoutDictionary {
                throw ConfigError(
                    .invalidField, at: inverted.path,
                    "an inverted index of \(name) needs the dictionary that \(raw) rules out")
            }
            if column.config != IndexingConfig.Column() { config.columns[name] = column.config }
        }
        return config
    }

    /// Columns that are to be rounded.
    func roundedColumns() -> [ColumnReference] {
        columns.sorted { $0.key < $1.key }.compactMap { name, column in
            column.granularities.map { ColumnReference(path: $0.path, column: name, mustBe: .timestamp) }
        }
    }

    /// Range indexes that only a column of numbers can have, because it is to have no dictionary.
    func rangesWithoutDictionary() -> [ColumnReference] {
        columns.sorted { $0.key < $1.key }.compactMap { name, column in
            guard let range = column.choices[.range], range.choice, column.placeWithoutDictionary != nil else {
                return nil
            }
            return ColumnReference(path: range.path, column: name, mustBe: .number)
        }
    }
}
