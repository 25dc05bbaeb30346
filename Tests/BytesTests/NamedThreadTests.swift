import Bytes
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct NamedThreadTests {
    /// The niceness of the thread alone, not of those that it starts or that started it.
    @Test func backgroundThreadsAreNicer() {
        let seen = Monitor<[Int32]>([])
        let before = getpriority(numericCast(PRIO_PROCESS.rawValue), 0)
        for priority in [NamedThread.Priority.background, .normal] {
            NamedThread("test", priority: priority) {
                seen.update { $0.append(getpriority(numericCast(PRIO_PROCESS.rawValue), 0)) }
            }.join()
        }
        #expect(seen.withLock { $0 } == [max(before, 10), before])
        #expect(getpriority(numericCast(PRIO_PROCESS.rawValue), 0) == before)
    }
}
