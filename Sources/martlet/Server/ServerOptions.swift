import ArgumentParser
import Engine
import HTTPAPI
import Logging

/// The options of the commands that run a server.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The data directory; it is created if it is missing.", valueName: "dir"))
    var data = "./martlet-data"

    @Option(
        name: .long,
        help: ArgumentHelp("Where the HTTP server listens; port 0 takes a free one.", valueName: "host:port"))
    var http = "127.0.0.1:\(ListenAddress.defaultPort)"

    @Flag(
        name: .long,
        help: """
            Listen on an address that other machines can reach, though nobody is asked for a password. Kafka's listener \
            does not need this with --kafka-users.
            """)
    var insecureBind = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where Kafka clients are listened for as well; port 0 takes a free one. Without it, nowhere.",
            valueName: "host:port"))
    var kafka: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Create topics that Kafka clients ask for, with so many partitions. Without it, they have to be made first.",
            valueName: "partitions"))
    var kafkaAutoCreate: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Forget the offsets of a consumer group that has had neither members nor commits for so long.",
            valueName: "minutes"))
    var kafkaOffsetsRetentionMinutes: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Encrypt the connections of Kafka clients: the certificate in PEM, and those of whoever signed it behind it.",
            valueName: "file"))
    var kafkaTlsCertificate: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The certificate's private key in PEM, without a passphrase.", valueName: "file"))
    var kafkaTlsKey: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Kafka clients have to log in as one of these users; 'martlet user add' makes the file.", valueName: "file")
    )
    var kafkaUsers: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The Kafka clusters that tables read by name, and where topics live; read again at SIGHUP.",
            valueName: "file"))
    var clusters: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What is logged to standard error: trace, debug, info, notice, warning, error or critical.",
            valueName: "level"))
    var logLevel = Logger.Level.info

    func validate() throws {
        _ = try address()
        _ = try kafkaAddress()
        let dependent: [(String, Bool)] = [
            ("--kafka-auto-create", kafkaAutoCreate != nil), ("--kafka-users", kafkaUsers != nil),
            ("--kafka-tls-certificate", kafkaTlsCertificate != nil), ("--kafka-tls-key", kafkaTlsKey != nil),
            ("--kafka-offsets-retention-minutes", kafkaOffsetsRetentionMinutes != nil),
        ]
        for (name, isGiven) in dependent where isGiven && kafka == nil {
            throw ValidationError("\(name) says how --kafka behaves")
        }
        guard (kafkaTlsCertificate == nil) == (kafkaTlsKey == nil) else {
            throw ValidationError("--kafka-tls-certificate and --kafka-tls-key belong together")
        }
        if let minutes = kafkaOffsetsRetentionMinutes, !(1...Self.maximumRetentionMinutes).contains(minutes) {
            throw ValidationError("--kafka-offsets-retention-minutes: 1 to \(Self.maximumRetentionMinutes)")
        }
        guard let partitions = kafkaAutoCreate else { return }
        guard (1...Database.maximumPartitions).contains(partitions) else {
            throw ValidationError("--kafka-auto-create: a topic has 1 to \(Database.maximumPartitions) partitions")
        }
    }

    /// A hundred years.
    private static let maximumRetentionMinutes = 52_560_000

    func kafkaAddress() throws -> ListenAddress? {
        do {
            return try kafka.map { text throws(HTTPServiceError) in try ListenAddress(text) }
        } catch {
            throw ValidationError("--kafka: \(error.message)")
        }
    }

    func address() throws -> ListenAddress {
        do {
            return try ListenAddress(http)
        } catch {
            throw ValidationError("--http: \(error.message)")
        }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
