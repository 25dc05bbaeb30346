extension ConfigObject {
    /// Everything that a table config says about how columns are stored.
    func indexingClaims() throws(ConfigError) -> IndexingClaims {
        var claims = IndexingClaims()
        if let indexing = try object("tableIndexConfig") { try indexing.addTableClaims(to: &claims) }
        for field in try objects("fieldConfigList") { try field.addFieldClaims(to: &claims) }
        return claims
    }

    /// Columns of a list with the place of each. As in Pinot, an empty name counts as absent.
    func columnNames(_ key: String) throws(ConfigError) -> [(column: String, path: String)] {
        let listPath = path(of: key)
        return try strings(key).enumerated().compactMap { index, column in
            column.isEmpty ? nil : (column, "\(listPath)[\(index)]")
        }
    }

    /// The members of an object whose keys are columns, in the order of names, with the place of each.
    func columnMembers(_ key: String) throws(ConfigError) -> [(column: String, path: String)] {
        guard let map = try object(key) else { return [] }
        return map.fields.keys.sorted().map { ($0, map.path(of: $0)) }
    }

    /// `tableIndexConfig`: lists of columns, and objects with a member for each column.
    private func addTableClaims(to claims: inout IndexingClaims) throws(ConfigError) {
        let wanted: [(String, IndexingClaims.Subject)] = [
            ("invertedIndexColumns", .inverted), ("rangeIndexColumns", .range), ("bloomFilterColumns", .bloom),
        ]
        for (key, subject) in wanted {
            for (column, path) in try columnNames(key) { try claims.say(subject, of: column, true, at: path) }
        }
        for (column, path) in try columnMembers("bloomFilterConfigs") {
            try claims.say(.bloom, of: column, true, at: path)
        }
        for (column, path) in try columnNames("noDictionaryColumns") {
            try claims.say(.dictionary, of: column, false, at: path)
        }
        if let codecs = try object("noDictionaryConfig") {
            for column in codecs.fields.keys.sorted() {
                let path = codecs.path(of: column)
                try claims.say(.dictionary, of: column, false, at: path)
                guard let compression = try codecs.compression(column) else { continue }
                try claims.sayCompression(of: column, compression, at: path)
            }
        }
        let sorted = try columnNames("sortedColumn")
        if sorted.count > 1 {
            throw unsupported("sortedColumn", "rows are sorted by one column; \(sorted.count) are given")
        }
        claims.sortedColumn = sorted.first?.column
    }

    /// One element of `fieldConfigList`.
    private func addFieldClaims(to claims: inout IndexingClaims) throws(ConfigError) {
        let column = try requiredString("name")
        for (name, path) in try legacyIndexTypes() {
            guard let subject = Self.subjects[name.lowercased()] else { continue }
            try claims.say(subject, of: column, true, at: path)
        }
        let indexes = try object("indexes")
        let hasDictionary = try indexes?.indexChoice("dictionary")
        for key in Self.subjects.keys.sorted() {
            guard let subject = Self.subjects[key], let indexes, let choice = try indexes.indexChoice(key) else {
                continue
            }
            try claims.say(subject, of: column, choice.isWanted, at: choice.path)
        }
        if let (units, path) = try roundingUnits() { try claims.sayGranularities(of: column, units, at: path) }
        if let isRaw = try isEncodedRaw(), !(isRaw && hasDictionary?.isWanted == true) {
            try claims.say(.dictionary, of: column, !isRaw, at: path(of: "encodingType"))
        }
        for place in [self, try indexes?.object("forward")] {
            let key = "compressionCodec"
            guard let place, let compression = try place.compression(key) else { continue }
            try claims.sayCompression(of: column, compression, at: place.path(of: key))
        }
    }

    /// `timestampConfig`: the units to which a TIMESTAMP is rounded in columns of their own, each unit once.
    func roundingUnits() throws(ConfigError) -> (units: [CalendarUnit], path: String)? {
        guard let config = try object("timestampConfig") else { return nil }
        for key in config.fields.keys.sorted() where key != "granularities" && config.fields[key] != .null {
            throw config.unsupported(key, "the setting is not available")
        }
        var units: [CalendarUnit] = []
        for (name, path) in try config.columnNames("granularities") {
            if name.uppercased() == "MILLISECOND" {
                throw ConfigError(.unsupported, at: path, "a TIMESTAMP counts milliseconds: they need no rounding")
            }
            guard let unit = CalendarUnit(rawValue: name.lowercased()) else {
                let known = CalendarUnit.allCases.map { $0.rawValue.uppercased() }.joined(separator: ", ")
                throw ConfigError(
                    .invalidField, at: path, "expected one of \(known), found \"\(name.prefix(64))\"")
            }
            if !units.contains(unit) { units.append(unit) }
        }
        return units.isEmpty ? nil : (units, path(of: "timestampConfig"))
    }

    /// Keys of `indexes`, which are also the names of `indexTypes`, in lower case.
    private static let subjects: [String: IndexingClaims.Subject] = [
        "dictionary": .dictionary, "inverted": .inverted, "range": .range, "bloom": .bloom,
    ]

    /// The names in `indexType` and `indexTypes`, with the place of each.
    func legacyIndexTypes() throws(ConfigError) -> [(name: String, path: String)] {
        let single = try nonEmptyString("indexType").map { [($0, path(of: "indexType"))] } ?? []
        return single + (try columnNames("indexTypes")).map { ($0.column, $0.path) }
    }

    /// What `indexes` says about one kind of index: an object wants it, unless it has `"disabled": true` or
    /// `"enabled": false`. The kind's name is found in any case.
    func indexChoice(_ kind: String) throws(ConfigError) -> (isWanted: Bool, path: String)? {
        let names = fields.keys.filter { $0.lowercased() == kind }.sorted()
        guard let key = names.first, let index = try object(key) else { return nil }
        if names.count > 1 { throw invalid(names[1], "the index is described here and in \(path(of: key))") }
        let isDisabled = try index.flag("disabled") ?? false
        let isEnabled = try index.flag("enabled") ?? true
        return (isEnabled && !isDisabled, path(of: key))
    }

    /// `encodingType`. A raw column with an explicit dictionary is a dictionary column here: Pinot keeps the values
    /// beside the dictionary, which changes no answer.
    private func isEncodedRaw() throws(ConfigError) -> Bool? {
        guard let name = try nonEmptyString("encodingType") else { return nil }
        switch name.uppercased() {
        case "RAW": return true
        case "DICTIONARY": return false
        default: throw invalid("encodingType", "expected RAW or DICTIONARY, found \"\(name.prefix(64))\"")
        }
    }

    /// Pinot's name of a codec; one that is not built leaves the choice to the builder.
    private func compression(_ key: String) throws(ConfigError) -> IndexingConfig.Compression? {
        guard let name = try nonEmptyString(key) else { return nil }
        switch name.uppercased() {
        case "ZSTANDARD": return .zstandard
        case "PASS_THROUGH": return IndexingConfig.Compression.none
        case let other where Self.otherCodecs.contains(other): return .automatic
        default:
            let known = (["PASS_THROUGH", "ZSTANDARD"] + Self.otherCodecs).joined(separator: ", ")
            throw invalid(key, "expected one of \(known), found \"\(name.prefix(64))\"")
        }
    }

    private static let otherCodecs = [
        "SNAPPY", "LZ4", "LZ4_LENGTH_PREFIXED", "GZIP", "DELTA", "DELTADELTA", "MV_ENTRY_DICT", "CLP", "CLPV2",
        "CLPV2_ZSTD", "CLPV2_LZ4",
    ]
}
