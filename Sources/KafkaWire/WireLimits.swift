/// What the Kafka listener accepts at most, besides the limits of the layers below.
public enum WireLimits {
    /// Connections at the same moment; further ones are closed at once.
    public static let connections = 1024
    /// Connections that wait in the kernel's queue.
    public static let backlog: Int32 = 256
    /// Requests of one connection that are on their way at the same moment. Only requests to produce overlap.
    public static let requestsInFlight = 16
    /// Bytes of requests that are held in memory at the same moment, over all connections.
    public static let requestBytesInFlight = 512 << 20
    /// Bytes of a request up to which it is not counted against `requestBytesInFlight`.
    public static let uncountedRequestBytes = 16 << 10
    /// Minutes after which a silent connection is closed.
    public static let idleMinutes: Int64 = 10
    /// Seconds in which a client has to log in, where it has to.
    public static let loginSeconds: Int64 = 30
}
