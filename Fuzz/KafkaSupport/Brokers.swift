import Authentication
import Bytes
import Dispatch
import Engine
import Files
import KafkaBroker
import Logging
import Synchronization

/// A broker for each mode, over a database in memory with a topic `events`; made anew now and then, so that what earlier
/// inputs left behind stays little.
final class Brokers: Sendable {
    static let shared = Brokers()
    private static let inputsEach = 500

    private struct Open: Sendable {
        let database: Database
        let broker: KafkaBroker
        var uses = 0
    }

    private let open = Mutex<[Bool: Open]>([:])
    private let users = UserStore(["alice": UserStore.User(password: "wonder", iterations: 1)])

    func next(_ mustLogIn: Bool) -> KafkaBroker {
        open.withLock { open in
            if let old = open[mustLogIn], old.uses >= Self.inputsEach {
                close(old.database, old.broker)
                open[mustLogIn] = nil
            }
            var current = open[mustLogIn] ?? make(mustLogIn)
            current.uses += 1
            open[mustLogIn] = current
            return current.broker
        }
    }

    private func make(_ mustLogIn: Bool) -> Open {
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        var databaseOptions = DatabaseOptions()
        databaseOptions.queryThreads = 1
        var options = BrokerOptions()
        options.autoCreatePartitions = 2
        options.users = mustLogIn ? users : nil
        return blocking { [logger, databaseOptions, options] in
            do {
                let database = try Database.open(
                    fileSystem: MemoryFileSystem(), options: databaseOptions, logger: logger)
                try await database.createTopic("events", partitions: 2)
                return Open(
                    database: database,
                    broker: try await KafkaBroker.open(database, options: options, logger: logger))
            } catch {
                preconditionFailure("no broker: \(error)")
            }
        }
    }

    private func close(_ database: Database, _ broker: KafkaBroker) {
        blocking {
            broker.close()
            await database.close()
        }
    }

    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
        let done = DispatchSemaphore(value: 0)
        let holder = Holder<Result>()
        Task {
            let value = await body()
            holder.value.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        guard let value = holder.value.withLock({ $0 }) else { preconditionFailure("no result") }
        return value
    }
}

private final class Holder<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
