/// A schema as it was last put. Tables hold their own versions of it.
public struct SchemaEntry: Hashable, Sendable {
    public let name: String
    /// 1 for the first text of that name, and one more for every change.
    public let version: UInt32
    /// The document in JSON, as given.
    public let json: String

    public init(name: String, version: UInt32, json: String) {
        self.name = name
        self.version = version
        self.json = json
    }
}
