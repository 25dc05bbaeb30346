import Synchronization

/// Brings columns that are finished in any order into the order of the file.
final class SegmentAssembly: Sendable {
    private struct State {
        var writer: SegmentWriter
        /// Index of the column to be written next.
        var next = 0
        var waiting: [Int: EncodedColumn?] = [:]
        /// The error of the first column, in the order of the file, that failed.
        var failure: (index: Int, error: SegmentError)?
    }

    private let state: Mutex<State>

    init(_ writer: SegmentWriter) { state = Mutex(State(writer: writer)) }

    /// Whether the rest is not worth making.
    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    /// Nothing stands for a column that the segment goes without.
    func accept(_ column: EncodedColumn?, at index: Int) {
        state.withLock { state in
            state.waiting.updateValue(column, forKey: index)
            do throws(SegmentError) {
                while let column = state.waiting.removeValue(forKey: state.next) {
                    if let column { try state.writer.append(column) }
                    state.next += 1
                }
            } catch {
                Self.note(error, at: index, &state)
            }
        }
    }

    func fail(_ error: SegmentError, at index: Int) {
        state.withLock { Self.note(error, at: index, &$0) }
    }

    private static func note(_ error: SegmentError, at index: Int, _ state: inout State) {
        if let failure = state.failure, failure.index <= index { return }
        state.failure = (index, error)
    }

    func finish(rowCount: Int) throws(SegmentError) {
        let failure: SegmentError? = state.withLock { state in
            if let failure = state.failure { return failure.error }
            do throws(SegmentError) {
                try state.writer.finish(rowCount: rowCount)
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
    }
}
