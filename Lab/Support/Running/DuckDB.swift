import Bytes
import Foundation
import Schema

/// DuckDB in a process of its own; see `duckdb-driver.py`.
final class DuckDB {
    enum Answer {
        case rows([[Value]])
        case failure(String)
    }

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer: [UInt8] = []
    private var position = 0

    init(python: String, script: String) throws {
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends a statement; its answer must be taken before the next one is sent.
    func send(_ sql: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(sql.utf8.count)\n\(sql)".utf8))
    }

    func answer() throws -> Answer {
        let header = try line()
        guard header.count > 2, let length = Int(header.dropFirst(2)) else { throw broken("the header '\(header)'") }
        let bytes = try take(length)
        if header.first == "E" { return .failure(String(decoding: bytes, as: UTF8.self)) }
        if bytes.isEmpty { return .rows([]) }
        return .rows(
            try bytes.split(separator: 0x1E, omittingEmptySubsequences: false).map { row in
                try row.split(separator: 0x1F, omittingEmptySubsequences: false).map(value)
            })
    }

    func run(_ sql: String) throws -> Answer {
        try send(sql)
        return try answer()
    }

    private func value(_ cell: ArraySlice<UInt8>) throws -> Value {
        let text = { String(decoding: cell.dropFirst(), as: UTF8.self) }
        switch cell.first {
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "s"): return .string(ByteString(cell.dropFirst()))
        case UInt8(ascii: "d"):
            if let double = Double(text()) { return .double(double) }
        case UInt8(ascii: "i"):
            // What 64 bits do not hold is no answer of Martlet's; the text differs from all of them.
            return Int64(text()).map { .integer($0) } ?? .string(ByteString(text()))
        case UInt8(ascii: "l"):
            if cell.count == 1 { return .list([]) }
            return .list(
                try cell.dropFirst().split(separator: 0x1D, omittingEmptySubsequences: false).map(value))
        case UInt8(ascii: "m"):
            if let decimal = try? BigDecimal(text()) { return .string(ByteString(decimal.description)) }
        case UInt8(ascii: "b"): return .integer(text() == "1" ? 1 : 0)
        default: break
        }
        throw broken("the cell '\(String(decoding: cell, as: UTF8.self))'")
    }

    private func broken(_ what: String) -> Broken { Broken(description: "DuckDB's driver answered with \(what)") }

    private func line() throws -> String {
        while true {
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return String(decoding: buffer[position..<end], as: UTF8.self)
            }
            try fill()
        }
    }

    private func take(_ count: Int) throws -> ArraySlice<UInt8> {
        while buffer.count - position < count { try fill() }
        defer { position += count }
        return buffer[position..<position + count]
    }

    private func fill() throws {
        buffer.removeFirst(position)
        position = 0
        let data = output.fileHandleForReading.availableData
        if data.isEmpty { throw Broken(description: "DuckDB's driver has ended") }
        buffer.append(contentsOf: data)
    }
}
