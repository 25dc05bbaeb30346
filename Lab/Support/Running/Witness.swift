import Foundation

/// Remembers what the lab is doing, and says so if the process traps: Martlet runs inside it.
enum Witness {
    private static let capacity = 1 << 16
    /// Touched by the lab's thread, and by the signal handler, which runs on that thread.
    nonisolated(unsafe) private static let text = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    nonisolated(unsafe) private static var length = 0

    static func install() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
            signal(number) { number in
                _ = write(2, Witness.text, Witness.length)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    static func note(_ context: String, _ sql: String) {
        var position = 0
        for byte in "\nTRAPPED at \(context):\n\(sql)\n".utf8.prefix(capacity) {
            text[position] = byte
            position += 1
        }
        length = position
    }
}
