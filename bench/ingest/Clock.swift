#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Wall clock and processor time of this process, in seconds from an arbitrary start.
struct Clock {
    let wall = Clock.now(CLOCK_MONOTONIC)
    let processor = Clock.now(CLOCK_PROCESS_CPUTIME_ID)

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How many processors this process has used since then.
    var processorsSince: Double {
        let end = Clock()
        return (end.processor - processor) / (end.wall - wall)
    }

    /// Prints how much time has gone by: a name, rows, seconds and processor seconds.
    func report(_ name: String, rows: Int) {
        let end = Clock()
        print("\(name)\t\(rows)\t\(end.wall - wall)\t\(end.processor - processor)")
    }
}
