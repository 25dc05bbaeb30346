/// An edit while it is being built, under the commit lock.
public struct CatalogDraft {
    private var editor: StateEditor
    private let ids: IDReservations
    private var refusal: EditRefusal?
    /// The changes so far.
    public private(set) var changes: [CatalogChange] = []

    init(_ state: CatalogState, _ ids: IDReservations) {
        editor = StateEditor(state)
        self.ids = ids
    }

    /// The latest committed state with the changes so far: what checks and decisions inside an edit go by.
    public var state: CatalogState { editor.state }

    /// Whether committing would write nothing. A refused draft is not empty: it must fail.
    var isEmpty: Bool { changes.isEmpty && refusal == nil }

    /// A number for a topic that this edit creates.
    public func newTopicID() -> TopicID { TopicID(rawValue: ids.reserve()) }

    /// A number for a table that this edit creates.
    public func newTableID() -> TableID { TableID(rawValue: ids.reserve()) }

    /// Adds a change, checked against `state`. Throws `CatalogError.refused`; after that the edit cannot happen.
    public mutating func append(_ change: CatalogChange) throws(CatalogError) {
        do throws(EditRefusal) {
            if let refusal { throw refusal }
            try editor.apply(change)
            for id in editor.usedIDs where !ids.isReserved(id) {
                throw EditRefusal(.idNotReserved, "the number \(id) was not reserved, or was used before")
            }
        } catch {
            refusal = error
            throw .refused(error)
        }
        changes.append(change)
    }

    /// The edit and the state after it.
    mutating func finish() throws(CatalogError) -> (edit: CatalogEdit, state: CatalogState, usedIDs: [UInt64]) {
        let nextID = ids.next
        do throws(EditRefusal) {
            if let refusal { throw refusal }
            try editor.finish(nextID: nextID)
        } catch {
            throw .refused(error)
        }
        return (CatalogEdit(changes: changes, nextID: nextID), editor.state, editor.usedIDs)
    }
}

/// What one frame of the journal says: the changes, and the first number that was not given out when it was written.
struct CatalogEdit: Hashable, Sendable {
    var changes: [CatalogChange]
    var nextID: UInt64
}
