import ArgumentParser
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
            Listen on an address that other machines can reach. Nothing is encrypted and nobody is asked for a password.
            """)
    var insecureBind = false

    @Option(name: .long, help: ArgumentHelp("Reserved for the Kafka listener.", valueName: "host:port"))
    var kafka: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What is logged to standard error: trace, debug, info, notice, warning, error or critical.",
            valueName: "level"))
    var logLevel = Logger.Level.info

    func validate() throws {
        if kafka != nil {
            throw ValidationError("--kafka: the Kafka listener is not available in this version")
        }
        _ = try address()
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
