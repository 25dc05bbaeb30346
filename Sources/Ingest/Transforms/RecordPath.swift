import Bytes

/// A name by which a value of a record is found: the member of exactly that name, or else, where the name has dots,
/// the member of a member that it spells.
struct RecordPath: Sendable {
    let name: ByteString
    private let parts: [ByteString]

    init(_ name: String) {
        self.name = ByteString(name)
        parts = self.name.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            ByteString($0)
        }
    }

    /// Nil where there is no such value.
    func value(in record: RecordObject) -> RecordValue? {
        if let value = record[name] { return value }
        guard parts.count > 1, var value = record[parts[0]] else { return nil }
        for part in parts.dropFirst() {
            guard case .object(let object) = value, let member = object[part] else { return nil }
            value = member
        }
        return value
    }
}
