/// What this layer accepts at most from a client.
public enum ProtocolLimits {
    /// Bytes of one request, without its length: 64 MiB.
    public static let frameBytes = 64 << 20
    /// Bytes of one request of a client that has yet to log in.
    public static let frameBytesBeforeLogin = 64 << 10
    /// UTF-8 bytes of one string: what the older form of a string can say.
    public static let stringBytes = Int(Int16.max)
    /// Elements of all arrays of one message together: what bounds the memory of a message of tiny elements.
    public static let elements = 200_000
    /// Tagged fields of one structure.
    public static let taggedFields = 1_000
}
