extension SegmentFilter {
    /// The only rows that can pass, ascending, where an index says that they are few; else nil.
    var candidates: [UInt32]? {
        switch root {
        case .rows(let rows): rows
        case .and(let nodes):
            nodes.compactMap { node in
                if case .rows(let rows) = node { rows } else { nil }
            }.min { $0.count < $1.count }
        default: nil
        }
    }
}
