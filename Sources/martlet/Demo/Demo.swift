import ArgumentParser

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server with a stream of synthetic orders.",
        discussion: """
            Starts the server as 'martlet serve' does, creates the topic, schema and table 'orders' if \
            they are missing, \
            and produces orders to the topic until it is stopped. It prints commands to copy, then a status line every \
            few seconds. Ctrl-C stops it cleanly; the next start finds every row and goes on with the next order number.

            Order n of a seed is always the same but for its time.

            EXAMPLES
              martlet demo
              martlet demo --rate 20000 --data /tmp/orders --http 127.0.0.1:9000
              martlet demo --rows 1000000
            """)

    @OptionGroup var server: ServerOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "End after this many rows, once they are visible to queries. Without it, run until stopped.",
            valueName: "n"))
    var rows: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Rows per second, 0 for as fast as it goes. Default: 2000, or 0 together with --rows.", valueName: "n"))
    var rate: Int?

    @Option(name: .long, help: ArgumentHelp("Which orders are made.", valueName: "n"))
    var seed: UInt64 = 1

    private static let defaultRate = 2000
    private static let maximumRate = 10_000_000

    func validate() throws {
        if let rows, rows < 1 { throw ValidationError("--rows: expected a number from 1") }
        if let rate, !(0...Self.maximumRate).contains(rate) {
            throw ValidationError("--rate: expected a number from 0 to \(Self.maximumRate)")
        }
    }

    func run() async throws {
        let rate = rate ?? (rows == nil ? Self.defaultRate : 0)
        try await ServerProcess(options: server).run { database, addresses in
            DemoStream(
                database: database, addresses: addresses, generator: OrderGenerator(seed: seed), rows: rows, rate: rate)
        }
    }
}
