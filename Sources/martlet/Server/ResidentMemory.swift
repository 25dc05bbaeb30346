import Foundation

/// The memory that this process occupies, as Linux tells it.
enum ResidentMemory {
    /// Bytes on the `VmRSS` line of `/proc/self/status`; nil on a system without it.
    static func bytes() -> Int? {
        guard let handle = FileHandle(forReadingAtPath: "/proc/self/status"),
            let content = try? handle.read(upToCount: maximumStatusBytes)
        else { return nil }
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { Int($0) }.map { $0 << 10 }
    }

    private static let maximumStatusBytes = 16 << 10
}
