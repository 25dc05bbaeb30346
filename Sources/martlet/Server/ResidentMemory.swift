import Files

/// The memory that this process occupies, as Linux tells it.
enum ResidentMemory {
    /// Bytes on the `VmRSS` line of `/proc/self/status`; nil on a system without it.
    static func bytes() -> Int? {
        guard let file = try? PosixFileSystem(root: "/proc/self").open("status", .readOnly),
            let content = try? file.read(at: 0, count: maximumStatusBytes)
        else { return nil }
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { Int($0) }.map { $0 << 10 }
    }

    private static let maximumStatusBytes = 16 << 10
}
