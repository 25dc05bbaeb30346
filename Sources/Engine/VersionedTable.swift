import Synchronization

/// The current version of a table, and the only way to replace it.
final class VersionedTable: Sendable {
    private let current: Mutex<TableVersion>
    /// Held while the next version is built, so that builders do not lose each other's changes; readers do not take it.
    private let building = Mutex<Void>(())

    init(_ contents: TableContents) {
        current = Mutex(TableVersion(epoch: 1, contents: contents))
    }

    /// The version to use for one query. O(1).
    var version: TableVersion { current.withLock { $0 } }

    /// Makes the next version from the current one and publishes it.
    func publish(_ change: (inout TableContents) -> Void) {
        building.withLock { _ in
            let last = version
            var contents = last.contents
            change(&contents)
            let next = TableVersion(epoch: last.epoch + 1, contents: contents)
            let old = current.withLock { current in
                let old = current
                current = next
                return old
            }
            // The old version may be the last owner of memory: it goes outside the readers' mutex.
            _ = consume old
        }
    }
}
