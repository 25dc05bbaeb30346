/// Which operation of a `MemoryFileSystem` goes wrong, and how.
///
/// Operations are counted from 0: those that change the disk, and with `countsReads` also those that only look at it.
public struct FaultPlan: Sendable {
    /// The operation at which the machine stops: a write may or may not have reached the disk, anything else has not
    /// happened. Every later operation throws `stopped`.
    public var stopAt: Int?
    /// The operation that fails. A failing write leaves the first half of its bytes behind.
    public var failAt: Int?
    /// What the failing operation says.
    public var failure: FileError.Reason = .inputOutput
    /// Whether every operation after `failAt` fails as well.
    public var failsForever = false
    public var countsReads = false

    public init() {}

    public static func stop(at operation: Int) -> FaultPlan {
        var plan = FaultPlan()
        plan.stopAt = operation
        return plan
    }

    public static func fail(
        at operation: Int, _ failure: FileError.Reason, forever: Bool = false, countsReads: Bool = false
    ) -> FaultPlan {
        var plan = FaultPlan()
        plan.failAt = operation
        plan.failure = failure
        plan.failsForever = forever
        plan.countsReads = countsReads
        return plan
    }
}
