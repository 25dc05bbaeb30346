import Glibc
import SQL
import Testing

/// Runs the work on a thread of its own with so many bytes of stack, and waits for it.
private func onThread(stackBytes: Int, _ work: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    precondition(pthread_attr_setstacksize(&attributes, stackBytes) == 0, "the system takes the stack size")
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Work(work)).toOpaque()
    let status = pthread_create(
        &thread, &attributes,
        { context in
            guard let context else { return nil }
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, context)
    precondition(status == 0, "the system starts a thread")
    pthread_join(thread, nil)
    pthread_attr_destroy(&attributes)
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

/// Statements at the limits, each as deep as one construct can make it.
private let deepest = [
    times(128, "(") + "a" + times(128, ")"),
    times(110, "(a OR a AND a + a * ") + "a" + times(110, ")"),
    times(120, "a OR a AND a IN (a * ") + "a" + times(120, ")"),
    times(80, "f(a, a OR a AND a + a BETWEEN a AND a + a * ") + "a" + times(80, ")"),
    times(128, "CASE WHEN ") + "a" + times(128, " THEN a END"),
    times(100, "CASE WHEN a OR a AND a + a * ") + "a" + times(100, " THEN a END"),
    times(80, "CASE a WHEN a THEN a ELSE a OR a AND a || a * ") + "a" + times(80, " END"),
    times(30, "f(a) FILTER (WHERE a OR a AND f(a) WITHIN GROUP (ORDER BY a || a * ") + "a" + times(60, ")"),
    times(128, "CAST(") + "a" + times(128, " AS INT)"),
    times(100, "a OR a AND a BETWEEN a AND ARRAY[a * ") + "a" + times(100, "]"),
    "a" + times(128, "::INT"),
    "a" + times(511, " || a"),
    "a" + times(511, " IS DISTINCT FROM a"),
    times(128, "NOT ") + "a",
    times(128, "- ") + "a",
    "a" + times(511, " + a"),
    "a" + times(511, " IS NULL"),
    "a" + times(100_000, " AND a"),
]

/// What `StatementLimits` promises for optimised code; frames of a debug build are a few times as large.
#if DEBUG
    private let stackBytes = 4 << 20
#else
    private let stackBytes = 1 << 20
#endif

@Suite struct StackTests {
    /// Parsing, text, equality, hash and destruction of the deepest trees. An overflow ends the process.
    @Test(arguments: deepest.indices) func deepestTrees(index: Int) {
        onThread(stackBytes: stackBytes) {
            do {
                let text = "SELECT a FROM t WHERE \(deepest[index])"
                let statement = try Parser.parse(text)
                let again = try Parser.parse(statement.sql)
                #expect(again == statement)
                #expect(again.hashValue == statement.hashValue)
            } catch {
                Issue.record(error, "\(deepest[index].prefix(60))")
            }
        }
    }
}
