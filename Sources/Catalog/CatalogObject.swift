import Schema

/// Why a stored payload is not what this version writes.
enum PayloadError: Error, Equatable {
    /// The payload contradicts its format page.
    case malformed(String)
    /// The payload has something that this version does not know.
    case unknown(String)
}

/// A stored JSON object that is read field by field. A field that nobody asked for is an error: it was written by a
/// later version, and ignoring it would lose what it says.
struct CatalogObject {
    private var fields: [String: JSONValue]
    let path: String

    init(_ value: JSONValue?, _ path: String) throws(PayloadError) {
        guard case .object(let fields)? = value else { throw .malformed("\(path) is not an object") }
        self.fields = fields
        self.path = path
    }

    /// Throws `unknown` if a field was not taken.
    func finish() throws(PayloadError) {
        if let extra = fields.keys.min() { throw .unknown("\(path) has the unknown field \"\(extra.prefix(64))\"") }
    }

    mutating func takeValue(_ key: String) -> JSONValue? { fields.removeValue(forKey: key) }

    mutating func string(_ key: String) throws(PayloadError) -> String {
        guard case .string(let text)? = takeValue(key) else { throw .malformed("\(path).\(key) is not a string") }
        return text
    }

    /// Whether a field is there, which then is 1.
    mutating func flag(_ key: String) throws(PayloadError) -> Bool {
        guard let number = try optionalInteger(key) else { return false }
        if number != 1 { throw .malformed("\(path).\(key) is not 1") }
        return true
    }

    mutating func optionalString(_ key: String) throws(PayloadError) -> String? {
        fields[key] == nil ? nil : try string(key)
    }

    mutating func optionalInteger(_ key: String) throws(PayloadError) -> Int64? {
        guard let value = takeValue(key) else { return nil }
        guard case .integer(let number) = value else { throw .malformed("\(path).\(key) is not an integer") }
        return number
    }

    /// An integer that the type holds.
    mutating func number<Number: FixedWidthInteger>(
        _ key: String, _ type: Number.Type = Number.self
    ) throws(PayloadError) -> Number {
        guard let given = try optionalInteger(key), let number = Number(exactly: given) else {
            throw .malformed("\(path).\(key) is not a \(type)")
        }
        return number
    }

    mutating func optionalNumber<Number: FixedWidthInteger>(
        _ key: String, _ type: Number.Type = Number.self
    ) throws(PayloadError) -> Number? {
        guard let given = try optionalInteger(key) else { return nil }
        guard let number = Number(exactly: given) else { throw .malformed("\(path).\(key) is not a \(type)") }
        return number
    }

    mutating func objects(_ key: String) throws(PayloadError) -> [CatalogObject] {
        guard case .array(let elements)? = takeValue(key) else { throw .malformed("\(path).\(key) is not an array") }
        var result: [CatalogObject] = []
        for (index, element) in elements.enumerated() {
            result.append(try CatalogObject(element, "\(path).\(key)[\(index)]"))
        }
        return result
    }

    /// A list of entries; empty if absent.
    mutating func optionalObjects<Entry>(
        _ key: String, _ decode: (CatalogObject) throws(PayloadError) -> Entry
    ) throws(PayloadError) -> [Entry] {
        if fields[key] == nil { return [] }
        var entries: [Entry] = []
        for object in try objects(key) { entries.append(try decode(object)) }
        return entries
    }

    /// An object whose keys are partitions and whose values are offsets or counts; empty if absent.
    mutating func partitionMap(_ key: String) throws(PayloadError) -> [Int32: Int64] {
        guard let value = takeValue(key) else { return [:] }
        guard case .object(let members) = value else { throw .malformed("\(path).\(key) is not an object") }
        var result: [Int32: Int64] = [:]
        for (text, value) in members {
            guard let partition = Int32(text), partition >= 0, String(partition) == text,
                case .integer(let number) = value, number >= 0
            else { throw .malformed("\(path).\(key) maps no partition to a count") }
            result[partition] = number
        }
        return result
    }
}

/// Builds a stored JSON object; what is nil or empty is left out.
struct CatalogFields {
    private(set) var fields: [String: JSONValue] = [:]

    var value: JSONValue { .object(fields) }

    mutating func set(_ key: String, _ text: String) { fields[key] = .string(text) }

    /// Numbers of the catalog are at most `CatalogLimits.largestNumber`; the entries' checks see to it.
    mutating func set<Number: FixedWidthInteger>(_ key: String, _ number: Number?) {
        if let number { fields[key] = .integer(Int64(number)) }
    }

    mutating func set(_ key: String, _ map: [Int32: Int64]) {
        if map.isEmpty { return }
        fields[key] = .object(
            Dictionary(uniqueKeysWithValues: map.map { (String($0.key), JSONValue.integer($0.value)) }))
    }

    mutating func set(_ key: String, _ elements: [JSONValue]) { fields[key] = .array(elements) }

    mutating func set(_ key: String, _ value: JSONValue) { fields[key] = value }
}
