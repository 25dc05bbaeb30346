/// One of the ways in which the corpus is run. All of them must give the same answers.
struct Configuration: Sendable, CustomStringConvertible {
    /// Where the rows are when they are asked for.
    enum State: String, CaseIterable, Sendable {
        case consuming, sealed
        /// The segments of the script are sealed but for the last one.
        case mixed
    }

    /// How sealed segments hold their columns.
    enum Layout: String, CaseIterable, Sendable {
        case automatic
        /// Dictionaries and every kind of index that a column can have.
        case indexed
        /// No dictionaries, no indexes.
        case raw
    }

    let state: State
    let layout: Layout
    let batchRows: Int
    let threads: Int

    var description: String { "\(state), \(layout), batches of \(batchRows), \(threads) threads" }

    /// Each state with each layout, batch size and number of threads. Each is run once more after a restart.
    static let all: [Configuration] = State.allCases.flatMap { state in
        // What is not sealed has no layout.
        (state == .consuming ? [.automatic] : Layout.allCases).flatMap { layout in
            [2, 4096].flatMap { batchRows in
                [1, 2].map { Configuration(state: state, layout: layout, batchRows: batchRows, threads: $0) }
            }
        }
    }
}
