import Synchronization

/// Bytes that the queries of a server share.
public final class MemoryPool: Sendable {
    /// Bytes that may be in use at the same time.
    public let limit: Int
    private let taken = Atomic<Int>(0)

    public init(limit: Int) { self.limit = limit }

    /// Bytes that are in use; 0 when no query runs.
    public var used: Int { taken.load(ordering: .relaxed) }

    /// Takes bytes if there are so many.
    func take(_ bytes: Int) -> Bool { taken.take(bytes, limit: limit) }

    func giveBack(_ bytes: Int) { taken.subtract(bytes, ordering: .relaxed) }
}

/// The bytes that one query holds, on all of its threads. What is left is given back when it goes.
final class MemoryAccount: Sendable {
    let limit: Int
    let stop: StopSignal
    private let pool: MemoryPool?
    private let taken = Atomic<Int>(0)

    init(limit: Int, pool: MemoryPool?, stop: StopSignal = StopSignal()) {
        self.limit = limit
        self.pool = pool
        self.stop = stop
    }

    deinit { pool?.giveBack(taken.load(ordering: .relaxed)) }

    func take(_ bytes: Int, for purpose: String) throws(QueryError) {
        guard taken.take(bytes, limit: limit) else {
            throw QueryError(
                .resourcesExceeded, "\(purpose) needs more than the \(limit) bytes of memory that a query may use")
        }
        guard let pool, !pool.take(bytes) else { return }
        taken.subtract(bytes, ordering: .relaxed)
        throw QueryError(
            .resourcesExceeded, "\(purpose) needs more than is left of the \(pool.limit) bytes of memory for queries")
    }

    /// Takes bytes if there are so many.
    func takeIfThereAre(_ bytes: Int) -> Bool {
        guard taken.take(bytes, limit: limit) else { return false }
        guard let pool, !pool.take(bytes) else { return true }
        taken.subtract(bytes, ordering: .relaxed)
        return false
    }

    func giveBack(_ bytes: Int) {
        taken.subtract(bytes, ordering: .relaxed)
        pool?.giveBack(bytes)
    }
}

/// Counts the bytes that one unit of a query holds. Estimates are charged before the memory is taken.
///
/// Takes from the account of the query by the portion, so that threads seldom meet there. Whatever it holds is given
/// back when it goes.
final class MemoryBudget {
    private let account: MemoryAccount
    private let portion: Int
    private var granted = 0
    private(set) var used = 0

    private static let largestPortion = 1 << 16
    /// So many portions make up the limit at least.
    private static let portions = 128

    init(_ account: MemoryAccount) {
        self.account = account
        portion = min(Self.largestPortion, account.limit / Self.portions)
    }

    convenience init(limit: Int) { self.init(MemoryAccount(limit: limit, pool: nil)) }

    deinit { account.giveBack(granted) }

    /// Ends the query if it was told to. Each portion that is taken asks, too.
    func poll() throws(QueryError) { try account.stop.poll() }

    func charge(_ bytes: Int, for purpose: String) throws(QueryError) {
        let (sum, overflow) = used.addingReportingOverflow(bytes)
        if overflow || sum > granted { try grant(overflow ? .max : sum - granted, for: purpose) }
        used = sum
    }

    private func grant(_ missing: Int, for purpose: String) throws(QueryError) {
        try poll()
        if missing < portion, account.takeIfThereAre(portion) {
            granted += portion
        } else {
            try account.take(missing, for: purpose)
            granted += missing
        }
    }

    func release(_ bytes: Int) { used -= min(bytes, used) }
}

extension Atomic<Int> {
    /// Adds bytes unless the sum were above the limit.
    fileprivate func take(_ bytes: Int, limit: Int) -> Bool {
        var current = load(ordering: .relaxed)
        while true {
            let (sum, overflow) = current.addingReportingOverflow(bytes)
            guard !overflow && sum <= limit else { return false }
            let (isExchanged, original) = weakCompareExchange(
                expected: current, desired: sum, ordering: .relaxed)
            if isExchanged { return true }
            current = original
        }
    }
}
