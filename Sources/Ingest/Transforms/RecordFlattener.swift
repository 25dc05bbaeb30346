import Bytes
import Schema

/// Makes flat rows of a nested record: `{"a":{"b":1}}` has the member `a.b`, and each element of an array that is to
/// be unnested becomes a row of its own beside everything else.
///
/// An object that is itself a JSON column, or that an expression reads, stays whole, besides its members. A field to
/// unnest without elements leaves one row in which it is NULL. Only what a column or an expression names is kept.
struct RecordFlattener: Sendable {
    private let config: ComplexTypeConfig
    private let delimiter: ByteString
    private let fieldsToUnnest: [ByteString]
    private let unnested: Set<ByteString>
    private let prefixes: [(old: ByteString, new: ByteString)]
    /// The names, after renaming, that somebody asks for.
    private let wanted: Set<ByteString>
    /// Those of them under which an object may stand.
    private let documents: Set<ByteString>
    /// Bytes of the longest name that may be wanted, before renaming.
    private let longestName: Int

    init(_ config: ComplexTypeConfig, wanted: Set<ByteString>, documents: Set<ByteString>) {
        self.config = config
        self.wanted = wanted
        self.documents = documents
        delimiter = ByteString(config.delimiter)
        fieldsToUnnest = config.fieldsToUnnest.map { ByteString($0) }
        unnested = Set(fieldsToUnnest)
        prefixes = config.prefixesToRename.map { (ByteString($0.old), ByteString($0.new)) }
        let renamed = (wanted.map(\.count).max() ?? 0) + (prefixes.map(\.old.count).max() ?? 0)
        longestName = max(renamed, fieldsToUnnest.map(\.count).max() ?? 0)
    }

    /// Calls `body` with each row of the record, in the order of its arrays.
    func forEachRow(
        _ record: RecordObject, _ body: (RecordObject) throws(RecordError) -> Void
    ) throws(RecordError) {
        var budget = IngestLimits.flattenedValues
        var row = RecordObject()
        try flatten(record, prefix: nil, into: &row, &budget)
        try expand(row, field: 0, &budget, body)
    }

    private func expand(
        _ row: RecordObject, field: Int, _ budget: inout Int, _ body: (RecordObject) throws(RecordError) -> Void
    ) throws(RecordError) {
        guard field < fieldsToUnnest.count else { return try body(try renamed(row)) }
        let name = fieldsToUnnest[field]
        guard case .array(let elements)? = row[name] else { return try expand(row, field: field + 1, &budget, body) }
        if elements.isEmpty {
            var copy = row
            copy.set(name, .null)
            return try expand(copy, field: field + 1, &budget, body)
        }
        for element in elements {
            var copy = row
            copy.set(name, .null)
            try place(element, at: name, in: &copy, &budget)
            try expand(copy, field: field + 1, &budget, body)
        }
    }

    private func flatten(
        _ object: RecordObject, prefix: ByteString?, into row: inout RecordObject, _ budget: inout Int
    ) throws(RecordError) {
        for (member, value) in object.members {
            let length = (prefix.map { $0.count + delimiter.count } ?? 0) + member.count
            guard length <= longestName else { continue }
            let name = prefix.map { ByteString($0.bytes + delimiter.bytes + member.bytes) } ?? member
            if unnested.contains(name), case .array = value {
                row.set(name, value)
            } else {
                try place(value, at: name, in: &row, &budget)
            }
        }
    }

    private func place(
        _ value: RecordValue, at name: ByteString, in row: inout RecordObject, _ budget: inout Int
    ) throws(RecordError) {
        budget -= 1
        if budget < 0 {
            throw RecordError(.tooManyRows, "the rows of a record have over \(IngestLimits.flattenedValues) values")
        }
        let newName = newName(name)
        if case .object(let object) = value {
            if documents.contains(newName) { row.set(name, value) }
            try flatten(object, prefix: name, into: &row, &budget)
        } else if wanted.contains(newName) {
            row.set(name, leaf(value))
        }
    }

    private func leaf(_ value: RecordValue) -> RecordValue {
        guard case .array(let elements) = value else { return value }
        let becomesText =
            switch config.stringification {
            case .none: false
            case .nonPrimitive: elements.contains { $0.isNested }
            case .all: true
            }
        return becomesText ? .string(value.json) : value
    }

    private func newName(_ name: ByteString) -> ByteString {
        guard let prefix = prefixes.first(where: { name.bytes.starts(with: $0.old.bytes) }) else { return name }
        return ByteString(prefix.new.bytes + name.bytes[prefix.old.count...])
    }

    private func renamed(_ row: RecordObject) throws(RecordError) -> RecordObject {
        if prefixes.isEmpty { return row }
        var result = RecordObject()
        for (name, value) in row.members where !value.isNull {
            let new = newName(name)
            if result[new] != nil {
                throw RecordError(.malformed, "two members have the name '\(new)' once their prefixes are renamed")
            }
            result.set(new, value)
        }
        return result
    }
}
