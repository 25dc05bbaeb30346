import Bytes
import Files
import Synchronization

/// What exists: topics, schemas, tables, segments and consumed offsets, and the one commit point of the database.
///
/// Each edit is one frame of a journal (`formats/catalog.md`), on disk before `commit` returns. After a crash the state
/// is the one before or the one after the edit that was in flight, and never lacks one whose `commit` had returned.
/// The caller holds the lock of the data directory.
public final class Catalog: Sendable {
    public struct Options: Sendable {
        /// Bytes of edits after which a new journal file is started with a checkpoint: 4 MiB.
        public static let defaultCheckpointBytes = 4 << 20

        /// Bytes of edits after which a new journal file is started; more if the state itself is larger.
        public var checkpointBytes: Int

        public init(checkpointBytes: Int = defaultCheckpointBytes) { self.checkpointBytes = checkpointBytes }
    }

    private struct Writer {
        var journal: JournalWriter
        var isClosed = false
    }

    /// Held for as long as an edit takes, syncs included.
    private let writer: Mutex<Writer>
    /// Held for as long as a reference is copied.
    private let current: Mutex<CatalogState>
    private let ids: IDReservations

    init(_ journal: JournalWriter, _ state: CatalogState) {
        writer = Mutex(Writer(journal: journal))
        current = Mutex(state)
        ids = IDReservations(next: state.nextID)
    }

    /// The state after the latest edit that is on disk. Does not wait for edits in flight. O(1).
    public var state: CatalogState { current.withLock { $0 } }

    /// A number for a segment whose file is about to be written; the edit that adds the segment comes later, or never.
    public func reserveSegmentID() -> SegmentID { SegmentID(rawValue: ids.reserve()) }

    /// Why the journal could not be shortened the last time it was tried, if it could not. Edits are not affected.
    public var checkpointFailure: FileError? { writer.withLock { $0.journal.checkpointFailure } }

    /// Makes one edit: `build` adds changes to a draft, under the commit lock; then they are checked as a whole,
    /// written, synced and applied. Returns the state after the edit.
    ///
    /// An error thrown by `build` leaves no trace. A draft without changes is no edit and writes nothing. `build` must
    /// not commit to the same catalog. After `CatalogError.poisoned` the outcome is unknown until the next start.
    @discardableResult
    public func commit(
        _ build: (inout CatalogDraft) throws(CatalogError) -> Void
    ) throws(CatalogError) -> CatalogState {
        try writer.withLock { writer throws(CatalogError) in
            if writer.isClosed { throw .closed }
            if let poison = writer.journal.poison { throw .poisoned(poison) }
            let before = state
            var draft = CatalogDraft(before, ids)
            try build(&draft)
            if draft.isEmpty { return before }
            let (edit, after, usedIDs) = try draft.finish()
            precondition(after.editNumber == before.editNumber + 1, "edits are numbered without gaps")
            try writer.journal.append(edit, number: after.editNumber)
            current.withLock { $0 = after }
            ids.markUsed(usedIDs)
            writer.journal.checkpointIfDue(after)
            return after
        }
    }

    /// Marks the journal as cleanly closed, after which every later damage to it is provable. Reads go on; edits throw
    /// `closed`. Closing twice is no error.
    public func close() throws(CatalogError) {
        try writer.withLock { writer throws(CatalogError) in
            if writer.isClosed { return }
            writer.isClosed = true
            try writer.journal.appendCloseMarker(editNumber: state.editNumber)
        }
    }
}
