#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread of our own, outside Swift's cooperative pool: it may block.
public final class NamedThread: @unchecked Sendable {
    // Sendable because the handle is written once, before `init` returns; joining takes it under a monitor.
    private let handle: Monitor<pthread_t?>

    /// Bytes of stack: deep enough for bounded recursion, small enough for dozens of threads.
    public static let stackBytes = 8 << 20

    /// What a thread gets of the processors while others want them too.
    public enum Priority: Sendable {
        case normal
        /// About a tenth of what a normal thread gets: for work that nobody waits for.
        case background
    }

    /// Starts the thread. The name's first 15 bytes show in `top -H`.
    public init(_ name: String, priority: Priority = .normal, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), priority: priority, body: body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { argument in
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                nameCurrentThread(start.name)
                if start.priority == .background { yieldToOthers() }
                start.body()
                return nil
            }, start.toOpaque())
        precondition(result == 0, "the operating system grants a thread at start")
        handle = Monitor(thread)
    }

    /// A thread that nobody joins gives back its memory when it ends.
    deinit {
        if let thread = handle.withLock({ $0 }) { pthread_detach(thread) }
    }

    /// Waits until the body has returned. Must be called exactly once, or never.
    public func join() {
        let thread = handle.update { handle in
            defer { handle = nil }
            return handle
        }
        guard let thread else { preconditionFailure("a thread is joined once") }
        pthread_join(thread, nil)
    }

    private final class Start: Sendable {
        let name: String
        let priority: Priority
        let body: @Sendable () -> Void

        init(name: String, priority: Priority, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.priority = priority
            self.body = body
        }
    }
}

/// `pthread_setname_np` is not visible from Swift; the kernel's file does the same. A nameless thread works as well.
private func nameCurrentThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY)
    guard file >= 0 else { return }
    _ = name.withCString { write(file, $0, strlen($0)) }
    close(file)
}

/// On Linux niceness is a property of each thread, and process 0 is the calling one. A thread that cannot have it works
/// as well.
private func yieldToOthers() {
    _ = setpriority(numericCast(PRIO_PROCESS.rawValue), 0, 10)
}
