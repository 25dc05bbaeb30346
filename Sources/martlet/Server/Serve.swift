import ArgumentParser

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the database, its HTTP server and, if asked to, its Kafka listener.",
        discussion: """
            Opens the data directory, reads what is not yet in segments, and serves until it receives \
            SIGINT or SIGTERM. \
            Then it takes no new requests, finishes the running ones, closes the data directory and \
            exits with status 0. \
            A process that was killed loses nothing that it acknowledged.

            One line on standard output says when requests are taken: 'listening on http://127.0.0.1:8099'. \
            GET /health answers OK once everything can be queried that was in the topics at the start. \
            With --kafka there is a second line, 'listening for Kafka clients on 127.0.0.1:9092', and Kafka's clients \
            produce to and consume from the topics. Transactions are refused. With --kafka-users they have to log in \
            (SASL: SCRAM-SHA-256, SCRAM-SHA-512, and PLAIN where nobody else can read the connection), with \
            --kafka-tls-certificate and --kafka-tls-key their connections are encrypted. \
            With --clusters, tables read topics of the Kafka clusters in that file by name, see docs/kafka-sources.md; \
            those of a broker list in their own config they read without it. \
            The log goes to standard error.

            One process owns a data directory: a second one ends with DATA_DIRECTORY_LOCKED and status 1.

            EXAMPLES
              martlet serve
              martlet serve --data /var/lib/martlet --http 127.0.0.1:9000
              martlet serve --kafka 127.0.0.1:9092 --kafka-auto-create 1
              martlet serve --kafka 0.0.0.0:9093 --kafka-users users.json --kafka-tls-certificate server.pem \
            --kafka-tls-key server.key
              curl -s http://127.0.0.1:8099/health
              curl -s http://127.0.0.1:8099/query/sql -d '{"sql":"SELECT COUNT(*) FROM orders"}'
            """)

    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await ServerProcess(options: server).run()
    }
}
