import Bytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Something that stops the program, said to whoever started it.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Whole files of numbers, little-endian, one after the other.
enum ColumnFile {
    /// A file that is being written. Not synced.
    struct Writer: @unchecked Sendable {
        // Sendable because whoever shares it, does so under a lock.
        private let file: UnsafeMutablePointer<FILE>

        init(_ path: String) throws(BenchError) {
            guard let file = fopen(path, "wb") else { throw BenchError("cannot write \(path)") }
            self.file = file
        }

        /// Whether all of the numbers were written.
        func append<Number: BitwiseCopyable>(_ numbers: [Number]) -> Bool {
            numbers.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        }

        /// Whether everything was written.
        func close() -> Bool { fclose(file) == 0 }
    }

    static func write<Number: BitwiseCopyable>(_ numbers: [Number], to path: String) throws(BenchError) {
        let writer = try Writer(path)
        let isComplete = writer.append(numbers)
        guard writer.close(), isComplete else { throw BenchError("cannot write all of \(path)") }
    }

    static func read<Number: BitwiseCopyable>(_ path: String, as type: Number.Type) throws(BenchError) -> [Number] {
        guard let file = fopen(path, "rb") else { throw BenchError("cannot read \(path)") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let bytes = ftell(file)
        rewind(file)
        let count = bytes / MemoryLayout<Number>.stride
        let numbers = [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = fread(buffer.baseAddress, MemoryLayout<Number>.stride, count, file)
        }
        guard numbers.count == count else { throw BenchError("cannot read all of \(path)") }
        return numbers
    }

    static func writeText(_ text: String, to path: String) throws(BenchError) { try write(Array(text.utf8), to: path) }

    static func readText(_ path: String) throws(BenchError) -> String {
        String(decoding: try read(path, as: UInt8.self), as: UTF8.self)
    }
}
