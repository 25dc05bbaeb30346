import Engine
import Files
import Foundation
import KafkaClient
import Logging
import ServiceLifecycle
import UnixSignals

/// The file that says which Kafka clusters there are and where topics live. Read at start, and again at SIGHUP.
struct ClusterFile: Sendable {
    let path: String

    func read() throws -> ClusterDirectory {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ClusterFileError("\(path) cannot be opened")
        }
        let bytes = try handle.read(upToCount: ClusterDirectory.maximumBytes + 1) ?? Data()
        if bytes.count > ClusterDirectory.maximumBytes {
            throw ClusterFileError("\(path) has more than \(ClusterDirectory.maximumBytes) bytes")
        }
        do throws(ClusterFileError) {
            return try ClusterDirectory(parsing: Array(bytes))
        } catch {
            throw ClusterFileError("\(path): \(error.message)")
        }
    }
}

/// Reads the cluster file again whenever the process gets SIGHUP. A file that is wrong changes nothing.
struct ClusterFileTask: Service {
    let file: ClusterFile
    let connector: KafkaConnector
    let database: Database
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            do {
                let changed = connector.setDirectory(try file.read())
                database.clustersDidChange(changed)
                logger.info("\(file.path) is read again")
            } catch {
                logger.error("the clusters stay as they are: \(error)")
            }
        }
    }
}
