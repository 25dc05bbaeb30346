import ArgumentParser
import Foundation
import HTTPAPI
import Schema

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct SQL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Ask a running server with SQL.",
        discussion: """
            With a statement, prints its answer and ends. Without one, reads statements from standard \
            input, each up to \
            a semicolon; on a terminal it prompts, and \\q or Ctrl-D leaves.

            FORMATS
              table   aligned columns, numbers to the right, with the number of rows and the server's time
              json    an array with one object per row
              csv     RFC 4180 with a header line; NULL is an empty field

            Errors go to standard error; the exit status is then 1. Input that is not from a terminal \
            ends at the first error.

            EXAMPLES
              martlet sql "SELECT COUNT(*) FROM orders"
              martlet sql --format csv "SELECT city, SUM(amount) FROM orders GROUP BY city" > cities.csv
              martlet sql --url http://127.0.0.1:9000 < questions.sql
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    @OptionGroup var options: ClientOptions

    @Option(name: .long, help: "How answers are printed.")
    var format = Format.table

    @Argument(help: "The statement; quote it for the shell.")
    var statement: String?

    func run() async throws {
        if let statement {
            try await answer(statement)
        } else if isatty(STDIN_FILENO) == 1 {
            await converse()
        } else {
            var reader = StatementReader()
            while let line = readLine() {
                for statement in reader.take(line: line) { try await answer(statement) }
            }
            if let rest = reader.rest { try await answer(rest) }
        }
    }

    private func converse() async {
        Console.line("martlet \(MartletVersion.current) at \(options.url). A statement ends with ;  \\q leaves.")
        var reader = StatementReader()
        while true {
            Console.text(reader.rest == nil ? "martlet> " : "    ...> ")
            guard let line = readLine() else { return Console.line() }
            if line.trimmingCharacters(in: .whitespaces) == "\\q" { return }
            for statement in reader.take(line: line) {
                do {
                    try await answer(statement)
                } catch {
                    Console.error("Error: \(error)")
                }
            }
        }
    }

    private func answer(_ statement: String) async throws {
        var body = JSONWriter()
        body.object { $0.member("sql", statement) }
        let json = try await options.client.request("POST", ["query", "sql"], body: body.bytes)
        let answer = try Answer(json)
        switch format {
        case .table: Console.line(TableText.text(answer))
        case .json: Console.line(JSONRows.text(answer))
        case .csv: Console.line(CSVText.text(answer))
        }
    }
}
