import ArgumentParser
import Foundation

/// The option of the commands that talk to a running server.
struct ClientOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The server.", valueName: "url"))
    var url = "http://127.0.0.1:8099"

    func validate() throws {
        guard let parsed = URL(string: url), let scheme = parsed.scheme, ["http", "https"].contains(scheme),
            parsed.host != nil
        else { throw ValidationError("--url: '\(url)' is not a URL such as http://127.0.0.1:8099") }
    }

    var client: ServerClient {
        ServerClient(base: url.hasSuffix("/") ? String(url.dropLast()) : url)
    }
}
