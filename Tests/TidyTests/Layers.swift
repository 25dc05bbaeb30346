/// The layers of the design and what each may use.
enum Layers {
    /// From the bottom up: a target imports only targets that stand before it.
    static let order = [
        "CPCRE2", "CRoaring", "CZstd", "CZlib", "CLZ4", "CSnappy", "CRdKafka", "CKernels", "Bytes", "Files", "Bitmaps",
        "Schema", "SQL", "Expressions", "Segment", "Log", "RdKafka", "Catalog", "Ingest", "KafkaClient", "Upsert",
        "Query", "KafkaProtocol", "ConsumerGroups", "Authentication", "Engine", "KafkaBroker", "KafkaWire", "HTTPAPI",
        "martlet",
    ]
    static let network: Set = ["KafkaWire", "HTTPAPI", "martlet"]
    /// Besides storage, threads and clocks: the error numbers of sockets, and the terminal.
    static let systemCalls: Set = ["Bytes", "Files", "Engine", "HTTPAPI", "martlet"]
    static let unsafeCode: Set = [
        "CPCRE2", "CRoaring", "CZstd", "CZlib", "CLZ4", "CSnappy", "CRdKafka", "CKernels", "Bytes", "Files", "Bitmaps",
        "RdKafka",
    ]
    /// Layers whose time, randomness and threads are their callers' business.
    static let pure: Set = [
        "Bitmaps", "Schema", "SQL", "Expressions", "Segment", "Log", "Catalog", "Ingest", "Upsert", "Query",
        "KafkaProtocol", "ConsumerGroups",
    ]

    static let networkModules = ["NIO", "Hummingbird", "AsyncHTTPClient", "ServiceLifecycle"]
    static let systemModules: Set = ["Glibc", "Musl", "Darwin"]

    /// Functions of the C library that compute and do nothing else.
    static let mathematics: Set = [
        "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "exp2", "fmod", "log", "log10", "log2", "pow",
        "sin", "sinh", "tan", "tanh",
    ]

    static let threadsClocksAndRandomness = [
        "Date(", "Date.now", "ContinuousClock.now", "SuspendingClock.now", "Instant.now", "ContinuousClock()",
        "SuspendingClock()",
        "SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffled(", "UUID(", "pthread_*", "Thread",
        "Task {", "Task.detached", "Task.sleep", "DispatchQueue", "DispatchTime", "clock_gettime", "gettimeofday",
    ]
    static let fileAccess = ["FileManager", "FileHandle", "fopen("]
    static let unsafeConstructs = [
        "UnsafePointer", "UnsafeMutablePointer", "UnsafeRawPointer", "UnsafeMutableRawPointer", "UnsafeBufferPointer",
        "UnsafeMutableBufferPointer", "UnsafeRawBufferPointer", "UnsafeMutableRawBufferPointer", "OpaquePointer",
        "Unmanaged", "withUnsafe*", "unsafeBitCast(", "unsafeDowncast(", "unsafe ", "unowned(unsafe)",
        "nonisolated(unsafe)", "withMemoryRebound(", "assumingMemoryBound(",
    ]
}
