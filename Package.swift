// swift-tools-version: 6.2
import PackageDescription

// `MARTLET_CORE=1` leaves out everything that needs SwiftNIO, so that the storage and query layers
// build and test in a fraction of the time. The products and tests of the remaining layers are the same.
let coreOnly = Context.environment["MARTLET_CORE"] == "1"

/// `MARTLET_LAYERS=Segment` leaves out every layer below the named one as well, and the tests of those layers.
let lastLayer = Context.environment["MARTLET_LAYERS"]

/// `MARTLET_BENCH=1` adds the executables of `bench/`, `MARTLET_FUZZ=1` those of `Fuzz/`.
let withBenchmarks = Context.environment["MARTLET_BENCH"] == "1"
let withFuzzers = Context.environment["MARTLET_FUZZ"] == "1"

/// Settings of every target: unsafe constructs are marked, and errors wherever they are not expected.
let fenced: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// `Bytes`, `Files`, `Bitmaps` and `RdKafka` are where unsafe code lives; everything else is fenced.
let unsafeAllowed: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func layer(
    _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = [], unsafe: Bool = false
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: (unsafe ? unsafeAllowed : fenced) + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"],
        swiftSettings: [.enableUpcomingFeature("ExistentialAny")])
}

var targets: [Target] = [
    .systemLibrary(name: "CRoaring", providers: [.apt(["libroaring-dev"])]),
    .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CRdKafka", providers: [.apt(["librdkafka-dev"])]),
    .target(name: "CKernels"),
    layer("Bytes", ["CPCRE2", "CZstd", "CZlib", "CLZ4", "CSnappy", "CKernels"], unsafe: true),
    layer("Files", ["Bytes"], unsafe: true),
    layer("Bitmaps", ["CRoaring", "Bytes"], unsafe: true),
    layer("Schema", ["Bytes"]),
    layer("SQL", ["Bytes", "Schema"]),
    layer("Expressions", ["Bytes", "Schema", "SQL"]),
    layer("Segment", ["Bytes", "Files", "Bitmaps", "Schema"]),
    layer("Log", ["Bytes", "Files"]),
    layer("Catalog", ["Bytes", "Files", "Schema"]),
    layer(
        "Ingest", ["Bytes", "Files", "Bitmaps", "Schema", "SQL", "Expressions", "Segment", "Log", "Catalog"],
        [.enableExperimentalFeature("Lifetimes")]),
    layer("RdKafka", ["CRdKafka", "Bytes", "Log"], unsafe: true),
    layer("KafkaClient", ["RdKafka", "Bytes", "Log", "Schema", "Ingest"]),
    layer("Upsert", ["Bytes", "Bitmaps", "Schema", "Segment"]),
    layer("Query", ["Bytes", "Bitmaps", "Schema", "SQL", "Expressions", "Segment"]),
    layer("KafkaProtocol", ["Bytes"]),
    layer("ConsumerGroups", []),
    layer("Authentication", ["Bytes", "Schema", .product(name: "Crypto", package: "swift-crypto")]),
    layer(
        "Engine",
        [
            "Bytes", "Files", "Bitmaps", "Schema", "SQL", "Expressions", "Segment", "Log", "Catalog", "Ingest",
            "Query", .product(name: "Logging", package: "swift-log"),
        ]),
    layer(
        "KafkaBroker",
        [
            "Bytes", "Log", "Catalog", "KafkaProtocol", "ConsumerGroups", "Authentication", "Engine",
            .product(name: "Logging", package: "swift-log"),
        ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(
        name: "FuzzSupport", dependencies: ["Bytes", "Bitmaps", "Schema", "Segment"], path: "Fuzz/Support",
        swiftSettings: unsafeAllowed),
    .target(
        name: "SQLFuzzSupport", dependencies: ["SQL", "Schema", "Query"], path: "Fuzz/SQLSupport",
        swiftSettings: fenced),
    .target(
        name: "JSONFuzzSupport", dependencies: ["Ingest", "Schema", "Bytes"], path: "Fuzz/JSONSupport",
        swiftSettings: fenced),
    .target(
        name: "RecordFuzzSupport", dependencies: ["Ingest", "Schema"], path: "Fuzz/RecordSupport",
        swiftSettings: fenced),
    .target(
        name: "BatchFuzzSupport", dependencies: ["Log", "Bytes"], path: "Fuzz/BatchSupport", swiftSettings: fenced),
    .target(
        name: "KafkaFuzzSupport",
        dependencies: [
            "KafkaBroker", "KafkaProtocol", "Authentication", "Engine", "Files", "Bytes",
            .product(name: "Logging", package: "swift-log"),
        ], path: "Fuzz/KafkaSupport", swiftSettings: fenced),
    .target(name: "ScriptSupport", dependencies: ["Bytes", "Schema"], path: "Tests/ScriptSupport"),
    tests("BytesTests", ["Bytes", "CKernels"]),
    tests("FilesTests", ["Files", "Bytes"]),
    tests("BitmapsTests", ["Bitmaps", "Bytes"]),
    tests("SchemaTests", ["Schema", "Bytes"]),
    tests("SQLTests", ["SQL", "Schema", "Bytes"]),
    tests("ExpressionsTests", ["Expressions", "SQL", "Schema", "Bytes"]),
    tests("SegmentTests", ["FuzzSupport", "Segment", "Schema", "Bitmaps", "Files", "Bytes"]),
    tests("LogTests", ["BatchFuzzSupport", "Log", "Files", "Bytes"]),
    tests("CatalogTests", ["Catalog", "Schema", "Files", "Bytes"]),
    .testTarget(
        name: "IngestTests",
        dependencies: [
            "JSONFuzzSupport", "RecordFuzzSupport", "Ingest", "Segment", "Log", "Catalog", "Schema", "Bitmaps", "Files",
            "Bytes", "TestSupport",
        ],
        exclude: ["make-samples.py", "avro.txt", "csv.txt"], swiftSettings: [.enableUpcomingFeature("ExistentialAny")]),
    tests("KafkaClientTests", ["CRdKafka", "KafkaClient", "RdKafka", "Ingest", "Schema", "Log", "Bytes"]),
    tests("UpsertTests", ["Upsert", "Ingest", "Segment", "Schema", "Bitmaps", "Files", "Bytes"]),
    tests(
        "QueryTests",
        [
            "SQLFuzzSupport", "ScriptSupport", "Query", "Segment", "Expressions", "SQL", "Schema", "Bitmaps", "Files",
            "Bytes",
        ]),
    tests(
        "EngineTests",
        ["Engine", "Query", "Ingest", "Segment", "Log", "Catalog", "SQL", "Schema", "Bitmaps", "Files", "Bytes"]),
    .testTarget(
        name: "KafkaProtocolTests", dependencies: ["KafkaProtocol", "TestSupport"],
        exclude: ["make-messages.py", "messages.txt"], swiftSettings: [.enableUpcomingFeature("ExistentialAny")]),
    tests("ConsumerGroupsTests", ["ConsumerGroups"]),
    tests("AuthenticationTests", ["Authentication", "Schema"]),
    tests(
        "KafkaBrokerTests",
        [
            "KafkaFuzzSupport", "KafkaBroker", "KafkaProtocol", "Authentication", "Engine", "Log", "Schema", "Files",
            "Bytes",
        ]),
    tests("CorpusTests", ["ScriptSupport", "Engine", "Query", "Expressions", "Schema", "Files", "Bytes"]),
    tests("TidyTests", []),

    .target(
        name: "LabSupport",
        dependencies: ["TestSupport", "Query", "Ingest", "Segment", "Expressions", "SQL", "Schema", "Bytes"],
        path: "Lab/Support", swiftSettings: unsafeAllowed),
    .executableTarget(
        name: "QueryLab", dependencies: ["LabSupport"], path: "Lab/QueryLab", swiftSettings: unsafeAllowed),
    tests("LabTests", ["LabSupport"]),
]

var dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
]

if withBenchmarks {
    targets += [
        .target(name: "BenchSupport", path: "bench/support", swiftSettings: unsafeAllowed),
        .target(name: "CKernelCandidates", path: "bench/kernels/candidates"),
        .executableTarget(
            name: "KernelBench", dependencies: ["CKernels", "CKernelCandidates", "Bytes"], path: "bench/kernels",
            exclude: ["README.md", "candidates"], swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "SegmentBench", dependencies: ["BenchSupport", "Bytes", "Files", "Bitmaps", "Schema", "Segment"],
            path: "bench/segments/builder", swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "StringBench", dependencies: ["Bytes"], path: "bench/strings", swiftSettings: unsafeAllowed),
    ]
    if lastLayer == nil || ["Upsert", "Query", "Engine"].contains(lastLayer) {
        targets.append(
            .executableTarget(
                name: "UpsertBench",
                dependencies: ["BenchSupport", "Bytes", "Schema", "Segment", "Ingest", "Upsert"], path: "bench/upsert",
                swiftSettings: unsafeAllowed))
    }
    if lastLayer == nil || lastLayer == "Engine" {
        targets.append(
            .executableTarget(
                name: "IngestBench",
                dependencies: [
                    "BenchSupport", "Bytes", "Files", "Schema", "Log", "Ingest", "Engine",
                    .product(name: "Logging", package: "swift-log"),
                ], path: "bench/ingest", exclude: ["ingest.py"], swiftSettings: unsafeAllowed))
    }
    if lastLayer == nil || lastLayer == "Query" || lastLayer == "Engine" {
        targets.append(
            .executableTarget(
                name: "EngineBench", dependencies: ["Bitmaps", "Bytes", "Files", "Schema", "SQL", "Segment", "Query"],
                path: "bench/engine", swiftSettings: unsafeAllowed))
    }
}

if withFuzzers {
    targets += [
        .executableTarget(
            name: "SegmentReaderFuzzer", dependencies: ["FuzzSupport", "Segment"], path: "Fuzz/SegmentReader",
            exclude: ["corpus"], swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "JSONDecoderFuzzer", dependencies: ["JSONFuzzSupport"], path: "Fuzz/JSONDecoder",
            exclude: ["corpus", "json.dict"], swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "RecordFuzzer", dependencies: ["RecordFuzzSupport"], path: "Fuzz/Records", exclude: ["corpus"],
            swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "BatchFuzzer", dependencies: ["BatchFuzzSupport"], path: "Fuzz/RecordBatch", exclude: ["corpus"],
            swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "FrameFuzzer", dependencies: ["KafkaFuzzSupport"], path: "Fuzz/KafkaFrames", exclude: ["corpus"],
            swiftSettings: unsafeAllowed),
        .executableTarget(
            name: "SQLFuzzer", dependencies: ["SQLFuzzSupport"], path: "Fuzz/SQL", exclude: ["corpus", "sql.dict"],
            swiftSettings: unsafeAllowed),
    ]
}

if !coreOnly && lastLayer == nil {
    dependencies += [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.29.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.24.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.20.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    ]
    targets += [
        layer(
            "KafkaWire",
            [
                "KafkaProtocol", "KafkaBroker", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        layer(
            "HTTPAPI",
            [
                "Bytes", "Schema", "SQL", "Ingest", "Query", "Engine",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "Bytes", "Files", "Schema", "Segment", "Log", "Catalog", "KafkaClient", "Query", "Engine",
                "Authentication", "KafkaBroker", "KafkaWire",
                "HTTPAPI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: fenced),
        tests("KafkaWireTests", ["KafkaWire", "KafkaProtocol", .product(name: "NIOCore", package: "swift-nio")]),
        tests("HTTPAPITests", ["HTTPAPI", "Ingest", "Engine", "Query", "SQL", "Schema", "Files", "Bytes"]),
        .testTarget(
            name: "ServerTests", dependencies: ["Bytes", "TestSupport"], exclude: ["kafka"],
            swiftSettings: [.enableUpcomingFeature("ExistentialAny")]),
    ]
}

if let lastLayer {
    guard let last = targets.firstIndex(where: { $0.name == lastLayer }) else {
        fatalError("MARTLET_LAYERS names no layer: \(lastLayer)")
    }
    let below = Set(targets[(last + 1)...].filter { $0.type == .regular && $0.path == nil }.map(\.name))
    // What the fuzzers and the tests share, and the fuzzers themselves, with the layer that they need.
    let lastNeeded = [
        "FuzzSupport": "Segment", "SegmentReaderFuzzer": "Segment", "SQLFuzzSupport": "Query", "SQLFuzzer": "Query",
        "JSONFuzzSupport": "Ingest", "JSONDecoderFuzzer": "Ingest", "RecordFuzzSupport": "Ingest",
        "RecordFuzzer": "Ingest", "BatchFuzzSupport": "Log", "BatchFuzzer": "Log", "KafkaFuzzSupport": "KafkaBroker",
        "FrameFuzzer": "KafkaBroker", "LabSupport": "Query", "QueryLab": "Query", "LabTests": "Query",
    ]
    targets.removeAll { target in
        if below.contains(target.name) || below.contains(lastNeeded[target.name] ?? "") { return true }
        guard target.type == .test, target.name.hasSuffix("Tests") else { return false }
        let subject = target.name == "CorpusTests" ? "Engine" : String(target.name.dropLast(5))
        return below.contains(subject)
    }
    dependencies.removeAll()
}

/// `MARTLET_TESTS=Query` leaves out the tests of all other layers.
if let tested = Context.environment["MARTLET_TESTS"] {
    targets.removeAll { $0.type == .test && $0.name != "\(tested)Tests" }
}

let package = Package(
    name: "martlet",
    products: coreOnly || lastLayer != nil ? [] : [.executable(name: "martlet", targets: ["martlet"])],
    dependencies: dependencies,
    targets: targets,
    cLanguageStandard: .c11
)
