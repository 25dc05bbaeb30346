import Bytes
import Schema

/// A value of a record, whatever it was encoded as.
indirect enum RecordValue: Sendable {
    case null
    case boolean(Bool)
    /// A number, as it is written in JSON.
    case number(ByteString)
    /// A decimal number, exactly, as its text.
    case decimal(ByteString)
    case integer(Int64)
    case double(Double)
    case float(Float)
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)
    /// Days since 1970-01-01.
    case date(Int64)
    /// Milliseconds since midnight.
    case timeOfDay(Int64)
    /// UTF-8, unless the producer was wrong about that.
    case string(ByteString)
    case bytes(ByteString)
    case array([RecordValue])
    case object(RecordObject)

    var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// Whether it is made of other values.
    var isNested: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

/// The members of an object in their order; of several of one name, the last counts.
struct RecordObject: Sendable {
    private(set) var members: [(name: ByteString, value: RecordValue)] = []
    /// Built when an object has more members than are looked through.
    private var positions: [ByteString: Int] = [:]

    private static let scanned = 8

    var count: Int { members.count }

    subscript(name: ByteString) -> RecordValue? {
        guard let position = position(of: name) else { return nil }
        return members[position].value
    }

    private func position(of name: ByteString) -> Int? {
        if members.count > Self.scanned { return positions[name] }
        return members.lastIndex { $0.name == name }
    }

    /// Sets a member: in its old place if there is one of that name.
    mutating func set(_ name: ByteString, _ value: RecordValue) {
        if let position = position(of: name) {
            members[position].value = value
            return
        }
        members.append((name, value))
        if members.count == Self.scanned + 1 {
            for (position, member) in members.enumerated() { positions[member.name] = position }
        } else if members.count > Self.scanned {
            positions[name] = members.count - 1
        }
    }
}
