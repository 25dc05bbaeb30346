import Bytes
import Schema

/// Numbers the types of a schema.
struct AvroSchemaParser {
    private(set) var nodes: [AvroSchema.Node] = []
    private var named: [String: Int] = [:]

    /// The number of the type that a JSON value describes.
    mutating func type(_ value: JSONValue, namespace: String) throws(AvroSchemaError) -> Int {
        switch value {
        case .string(let name): return try reference(name, namespace)
        case .array(let branches): return try union(branches, namespace)
        case .object(let members): return try object(members, namespace)
        default: throw AvroSchemaError("expected a type, found \(value.kindName)")
        }
    }

    private mutating func add(_ node: AvroSchema.Node) throws(AvroSchemaError) -> Int {
        if nodes.count == AvroSchema.maximumNodes {
            throw AvroSchemaError("the schema has over \(AvroSchema.maximumNodes) types")
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func reference(_ name: String, _ namespace: String) throws(AvroSchemaError) -> Int {
        if let primitive = Self.primitive(name) { return try add(primitive) }
        let full = name.contains(".") || namespace.isEmpty ? name : "\(namespace).\(name)"
        guard let number = named[full] ?? named[name] else {
            throw AvroSchemaError("there is no type \(name.prefix(200))")
        }
        return number
    }

    private static func primitive(_ name: String) -> AvroSchema.Node? {
        switch name {
        case "null": .null
        case "boolean": .boolean
        case "int": .int
        case "long": .long
        case "float": .float
        case "double": .double
        case "bytes": .bytes
        case "string": .string
        default: nil
        }
    }

    private mutating func union(_ branches: [JSONValue], _ namespace: String) throws(AvroSchemaError) -> Int {
        if branches.isEmpty { throw AvroSchemaError("a union has one branch at least") }
        var types: [Int] = []
        for branch in branches {
            let type = try type(branch, namespace: namespace)
            if case .union = nodes[type] { throw AvroSchemaError("a union directly in a union") }
            types.append(type)
        }
        return try add(.union(types))
    }

    private mutating func object(
        _ members: [String: JSONValue], _ namespace: String
    ) throws(AvroSchemaError) -> Int {
        guard let type = members["type"] else { throw AvroSchemaError("a type without the member 'type'") }
        guard case .string(let kind) = type else { return try self.type(type, namespace: namespace) }
        switch kind {
        case "record", "error": return try record(members, namespace)
        case "enum": return try enumeration(members, namespace)
        case "fixed": return try fixed(members, namespace)
        case "array":
            guard let items = members["items"] else { throw AvroSchemaError("an array without 'items'") }
            return try add(.array(try self.type(items, namespace: namespace)))
        case "map":
            guard let values = members["values"] else { throw AvroSchemaError("a map without 'values'") }
            return try add(.map(try self.type(values, namespace: namespace)))
        default:
            guard let primitive = Self.primitive(kind) else { return try reference(kind, namespace) }
            return try add(try logical(primitive, members))
        }
    }

    private mutating func record(
        _ members: [String: JSONValue], _ namespace: String
    ) throws(AvroSchemaError) -> Int {
        let (name, inner) = try fullName(members, namespace)
        guard case .array(let fields)? = members["fields"] else {
            throw AvroSchemaError("the record \(name.prefix(200)) has no list of fields")
        }
        // Known before its fields are read, which may name it.
        let number = try define(name, .null)
        var types: [(name: ByteString, type: Int)] = []
        var seen: Set<String> = []
        for field in fields {
            guard case .string(let fieldName)? = field["name"], let type = field["type"] else {
                throw AvroSchemaError("a field of the record \(name.prefix(200)) without 'name' and 'type'")
            }
            if !seen.insert(fieldName).inserted {
                throw AvroSchemaError("the record \(name.prefix(200)) has two fields \(fieldName.prefix(200))")
            }
            types.append((ByteString(fieldName), try self.type(type, namespace: inner)))
        }
        nodes[number] = .record(types)
        return number
    }

    private mutating func enumeration(
        _ members: [String: JSONValue], _ namespace: String
    ) throws(AvroSchemaError) -> Int {
        let (name, _) = try fullName(members, namespace)
        guard case .array(let symbols)? = members["symbols"], !symbols.isEmpty else {
            throw AvroSchemaError("the enum \(name.prefix(200)) has no symbols")
        }
        var texts: [ByteString] = []
        for symbol in symbols {
            guard case .string(let text) = symbol else {
                throw AvroSchemaError("a symbol of the enum \(name.prefix(200)) is no string")
            }
            texts.append(ByteString(text))
        }
        return try define(name, .enumeration(texts))
    }

    private mutating func fixed(
        _ members: [String: JSONValue], _ namespace: String
    ) throws(AvroSchemaError) -> Int {
        let (name, _) = try fullName(members, namespace)
        guard case .integer(let given)? = members["size"], let size = Int(exactly: given),
            (0...IngestLimits.recordBytes).contains(size)
        else { throw AvroSchemaError("the fixed type \(name.prefix(200)) has no size, or too large a one") }
        let node: AvroSchema.Node =
            switch members["logicalType"] {
            case .string("decimal")?: try Self.decimal(members, size: size)
            case .string("uuid")? where size == 16: .uuidBytes
            default: .fixed(size: size)
            }
        return try define(name, node)
    }

    /// The full name of a named type, and the namespace that holds inside of it.
    private func fullName(
        _ members: [String: JSONValue], _ namespace: String
    ) throws(AvroSchemaError) -> (name: String, namespace: String) {
        guard case .string(let name)? = members["name"], !name.isEmpty else {
            throw AvroSchemaError("a record, enum or fixed type without a name")
        }
        if let dot = name.lastIndex(of: ".") { return (name, String(name[..<dot])) }
        var inner = namespace
        if case .string(let own)? = members["namespace"] { inner = own }
        return (inner.isEmpty ? name : "\(inner).\(name)", inner)
    }

    private mutating func define(_ name: String, _ node: AvroSchema.Node) throws(AvroSchemaError) -> Int {
        let number = try add(node)
        if named.updateValue(number, forKey: name) != nil {
            throw AvroSchemaError("the type \(name.prefix(200)) is defined twice")
        }
        return number
    }

    /// What a logical type makes of a primitive one; as Avro says, one that is not known or does not fit is ignored.
    private func logical(
        _ node: AvroSchema.Node, _ members: [String: JSONValue]
    ) throws(AvroSchemaError) -> AvroSchema.Node {
        guard case .string(let logical)? = members["logicalType"] else { return node }
        switch (logical, node) {
        case ("decimal", .bytes): return try Self.decimal(members, size: nil)
        case ("date", .int): return .date
        case ("time-millis", .int): return .timeMillis
        case ("time-micros", .long): return .timeMicros
        case ("timestamp-millis", .long), ("local-timestamp-millis", .long):
            return .timestamp(unitsPerMillisecond: 1)
        case ("timestamp-micros", .long), ("local-timestamp-micros", .long):
            return .timestamp(unitsPerMillisecond: 1_000)
        case ("timestamp-nanos", .long), ("local-timestamp-nanos", .long):
            return .timestamp(unitsPerMillisecond: 1_000_000)
        default: return node
        }
    }

    private static func decimal(
        _ members: [String: JSONValue], size: Int?
    ) throws(AvroSchemaError) -> AvroSchema.Node {
        var scale: Int64 = 0
        switch members["scale"] {
        case .integer(let given)?: scale = given
        case nil: break
        default: throw AvroSchemaError("the scale of a decimal is no integer")
        }
        guard let scale = Int(exactly: scale), (0...BigDecimal.maximumDigits).contains(scale) else {
            throw AvroSchemaError("the scale of a decimal is not within 0 to \(BigDecimal.maximumDigits)")
        }
        return .decimal(scale: scale, size: size)
    }
}
