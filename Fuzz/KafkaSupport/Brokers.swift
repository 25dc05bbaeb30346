import Authentication
import Engine
import Files
import KafkaBroker
import Logging

/// A broker for each mode, over a database in memory with a topic `events`; made anew now and then, so that what
/// earlier inputs left behind stays little.
actor Brokers {
    static let shared = Brokers()
    private static let inputsEach = 500

    private struct Open: Sendable {
        let database: Database
        let broker: KafkaBroker
        var uses = 0
    }

    private var open: [Bool: Open] = [:]
    private let users = UserStore(["alice": UserStore.User(password: "wonder", iterations: 1)])

    /// Inputs follow each other: nobody asks while another one waits here.
    func next(_ mustLogIn: Bool) async -> KafkaBroker {
        if let old = open[mustLogIn], old.uses >= Self.inputsEach {
            open[mustLogIn] = nil
            old.broker.close()
            await old.database.close()
        }
        var current: Open
        if let last = open[mustLogIn] { current = last } else { current = await make(mustLogIn) }
        current.uses += 1
        open[mustLogIn] = current
        return current.broker
    }

    private func make(_ mustLogIn: Bool) async -> Open {
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        var databaseOptions = DatabaseOptions()
        databaseOptions.queryThreads = 1
        var options = BrokerOptions()
        options.autoCreatePartitions = 2
        options.users = mustLogIn ? users : nil
        do {
            let database = try Database.open(fileSystem: MemoryFileSystem(), options: databaseOptions, logger: logger)
            try await database.createTopic("events", partitions: 2)
            let broker = try await KafkaBroker.open(database, options: options, logger: logger)
            return Open(database: database, broker: broker)
        } catch {
            preconditionFailure("no broker: \(error)")
        }
    }
}
