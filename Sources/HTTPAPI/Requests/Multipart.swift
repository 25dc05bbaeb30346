import Bytes

/// One part of a `multipart/form-data` body.
package struct MultipartPart: Hashable, Sendable {
    /// The `name` of its Content-Disposition.
    package let name: String
    /// The `filename` of its Content-Disposition; nil for an ordinary form field.
    package let fileName: String?
    package let content: ArraySlice<UInt8>
}

/// Takes `multipart/form-data` bodies (RFC 7578) apart. Strict: lines end with CR LF, and the closing boundary is
/// there.
package struct MultipartParser {
    private let body: [UInt8]
    /// `--boundary`
    private let delimiter: [UInt8]
    private var position = 0

    /// The boundary that a Content-Type names; nil if it is another content type.
    package static func boundary(ofContentType contentType: String?) throws(RequestError) -> String? {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        let value = HeaderParameters.value(of: "boundary", in: contentType) ?? ""
        guard (1...70).contains(value.utf8.count) else {
            throw RequestError(
                code: "MALFORMED_MULTIPART", "the Content-Type names no boundary of 1 to 70 characters")
        }
        return value
    }

    /// The parts in the order sent. O(bytes).
    package static func parse(_ body: [UInt8], boundary: String) throws(RequestError) -> [MultipartPart] {
        var parser = MultipartParser(body: body, delimiter: Array("--\(boundary)".utf8))
        return try parser.parts()
    }

    private init(body: [UInt8], delimiter: [UInt8]) {
        self.body = body
        self.delimiter = delimiter
    }

    private func failure(_ message: String) -> RequestError {
        RequestError(code: "MALFORMED_MULTIPART", message)
    }

    private mutating func parts() throws(RequestError) -> [MultipartPart] {
        guard skip(delimiter) else { throw failure("the body does not begin with its boundary") }
        var parts: [MultipartPart] = []
        while !skip(Array("--".utf8)) {
            guard skip([0x0D, 0x0A]) else { throw failure("a boundary does not end its line") }
            guard parts.count < Limits.multipartParts else { throw failure("over \(Limits.multipartParts) parts") }
            parts.append(try part())
        }
        return parts
    }

    private mutating func part() throws(RequestError) -> MultipartPart {
        let headers = try headerLines()
        let disposition = headers.first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = HeaderParameters.value(of: "name", in: disposition) else {
            throw failure("a part has no Content-Disposition with a name")
        }
        let end = try endOfContent()
        let content = body[position..<end]
        position = end + 2 + delimiter.count
        let fileName = HeaderParameters.value(of: "filename", in: disposition)
        return MultipartPart(name: name, fileName: fileName, content: content)
    }

    /// The lines up to and without the empty one, which is skipped.
    private mutating func headerLines() throws(RequestError) -> [String] {
        var lines: [String] = []
        let limit = min(body.count, position + Limits.multipartHeaderBytes)
        while true {
            var end = position
            while end < limit && body[end] != 0x0D { end += 1 }
            guard end + 1 < limit, body[end + 1] == 0x0A else {
                throw failure("a part's headers do not end within \(Limits.multipartHeaderBytes) bytes")
            }
            let line = String(decoding: body[position..<end], as: UTF8.self)
            position = end + 2
            if line.isEmpty { return lines }
            lines.append(line)
        }
    }

    /// Where the next CR LF with the delimiter behind it begins.
    private func endOfContent() throws(RequestError) -> Int {
        var index = position
        let last = body.count - delimiter.count - 2
        while index <= last {
            if body[index] == 0x0D, body[index + 1] == 0x0A, body[(index + 2)...].starts(with: delimiter) {
                return index
            }
            index += 1
        }
        throw failure("a part is not followed by the boundary")
    }

    private mutating func skip(_ expected: [UInt8]) -> Bool {
        guard body[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }
}
