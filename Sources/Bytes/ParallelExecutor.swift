/// Runs pieces of work that do not depend on each other, on threads that somebody else owns.
///
/// Layers without threads of their own take one as a parameter.
public protocol ParallelExecutor: Sendable {
    /// How many pieces run at the same time at most.
    var width: Int { get }

    /// Calls `body` once for each index from 0 to `count - 1`, in any order, and returns when all calls have.
    func perform(_ count: Int, _ body: @Sendable (Int) -> Void)
}

/// Runs one piece after the other, on the caller's thread.
public struct SequentialExecutor: ParallelExecutor {
    public init() {}

    public var width: Int { 1 }

    public func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
        for index in 0..<count { body(index) }
    }
}
