import Bytes
import Schema

extension SealedSegment {
    /// What the segment lacks, or has too much, by the settings of its table, such as `city: inverted index`; empty if
    /// building it again would change nothing that the settings ask for.
    ///
    /// What the settings leave open is as it should be, unless other settings had decided it. A segment of an older
    /// version of the format should be built again. How values are compressed is not compared. O(columns), and O(rows)
    /// for the column to sort by where the footer does not say that the rows are sorted.
    public func differences(from indexing: IndexingConfig) throws(FormatError) -> [String] {
        var found: [String] = []
        for (index, column) in columns.enumerated() where column.role != .hidden {
            let name = column.name.string
            let kinds = Set(regions.lazy.filter { $0.column == index }.compactMap(\.kind))
            let stored = StoredChoices(column: column, kinds: kinds)
            found += stored.differences(from: indexing[name]).map { "\(name): \($0)" }
        }
        found += derivedDifferences(from: indexing)
        if let name = indexing.sortedColumn, try !isSorted(by: name) { found.append("rows sorted by \(name)") }
        return found
    }

    /// Derived columns that are wanted and missing, or there and no longer wanted.
    private func derivedDifferences(from indexing: IndexingConfig) -> [String] {
        var (wanted, present) = (Set<DerivedTime>(), Set<DerivedTime>())
        for column in columns {
            let name = column.name.string
            if column.role == .hidden {
                if let derived = DerivedTime(name: name) { present.insert(derived) }
            } else if column.type == .timestamp, !column.isMultiValue {
                for unit in indexing[name].granularities where column.hasStarts(of: unit) {
                    wanted.insert(DerivedTime(source: name, unit: unit))
                }
            }
        }
        return wanted.symmetricDifference(present).map(\.name).sorted()
    }
}

extension SegmentColumn {
    /// Whether the unit of each instant has a start; where the earliest has none, there is no derived column.
    fileprivate func hasStarts(of unit: CalendarUnit) -> Bool {
        if case .value(.integer(let earliest)) = minimum { unit.truncate(earliest) != nil } else { true }
    }
}

/// What a column has, and why.
private struct StoredChoices {
    let column: SegmentColumn
    let kinds: Set<RegionKind>

    func differences(from wishes: IndexingConfig.Column) -> [String] {
        if column.choices.isEmpty { return ["older format"] }
        // Without values there is nothing to decide.
        if reason(.encoding) == .noValues { return [] }
        let dictionary = isDictionaryDifferent(wishes) ? [BuildChoice.Subject.encoding.name] : []
        let indexes: [(BuildChoice.Subject, IndexingConfig.Choice)] = [
            (.inverted, wishes.inverted), (.range, wishes.range), (.bloom, wishes.bloom),
        ]
        return dictionary + indexes.filter { isIndexDifferent($0, $1) }.map(\.0.name)
    }

    private func reason(_ subject: BuildChoice.Subject) -> BuildChoice.Reason? {
        column.choices.last { $0.subject == subject }?.reason
    }

    private func isDictionaryDifferent(_ wishes: IndexingConfig.Column) -> Bool {
        let has = column.encoding?.hasDictionary == true
        switch wishes.dictionary {
        case .always: return !has
        case .never: return has && !wishes.isRandomAccess
        case .automatic:
            // Strings have a dictionary for the sake of an index that is asked for.
            let isForIndex = has && [wishes.inverted, wishes.range].contains(.always)
            return reason(.encoding) == .configured && !isForIndex
        }
    }

    private func isIndexDifferent(_ subject: BuildChoice.Subject, _ wish: IndexingConfig.Choice) -> Bool {
        switch wish {
        case .automatic: reason(subject) == .configured
        case .always: !has(subject) && !isImpossible(subject)
        case .never: has(subject)
        }
    }

    private func has(_ subject: BuildChoice.Subject) -> Bool {
        switch subject {
        case .inverted: kinds.contains(.invertedBitmaps) || kinds.contains(.postings)
        case .range: kinds.contains(.rangeBitmaps)
        case .bloom: kinds.contains(.bloomFilter)
        case .encoding, .dictionaryForm, .codes: false
        }
    }

    /// Whether the index is not built for such a column, whoever asks for it.
    private func isImpossible(_ subject: BuildChoice.Subject) -> Bool {
        switch (subject, reason(subject)) {
        case (.inverted, .sorted), (.inverted, .oneValue), (_, .notPossible): true
        // Codes of a dictionary do for ranges.
        case (.range, .notNeeded): true
        default: column.isMultiValue && column.encoding?.hasDictionary == true && reason(subject) == nil
        }
    }
}
