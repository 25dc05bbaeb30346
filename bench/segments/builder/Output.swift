#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

enum Output {
    static func print(_ lines: [String]) {
        for line in lines { puts(line) }
    }

    static func stop(_ reason: String) -> Never {
        let line = Array((reason + "\n").utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(1)
    }

    /// Seconds from an arbitrary start.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
