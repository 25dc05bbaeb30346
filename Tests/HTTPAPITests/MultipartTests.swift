import HTTPAPI
import TestSupport
import Testing

@Suite("Multipart")
struct MultipartTests {
    private static let body = Array(
        ("--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
            + "--XX\r\nContent-Type: application/json\r\n"
            + "content-disposition: form-data; name=file; filename=\"a;b\\\".json\"\r\n"
            + "\r\n{\"a\":1}\r\n--X\r\n{\"a\":2}\r\n--XX--\r\n").utf8)

    private func parse(_ body: [UInt8], _ boundary: String = "XX") throws -> [MultipartPart] {
        try MultipartParser.parse(body, boundary: boundary)
    }

    @Test("parts come with name, file name and content, byte for byte")
    func parts() throws {
        let parts = try parse(Self.body)
        #expect(parts.map(\.name) == ["note", "file"])
        #expect(parts.map(\.fileName) == [nil, "a;b\".json"])
        #expect(Array(parts[0].content) == Array("hello".utf8))
        #expect(Array(parts[1].content) == Array("{\"a\":1}\r\n--X\r\n{\"a\":2}".utf8))
    }

    @Test("the uploaded file is the part with a file name, or the bare body")
    func uploadedFile() throws {
        let form = "multipart/form-data; boundary=\"XX\""
        let file = Array("{\"a\":1}\r\n--X\r\n{\"a\":2}".utf8)
        #expect(try UploadedFile.content(of: Self.body, contentType: form) == file)
        #expect(try UploadedFile.content(of: [1, 2], contentType: nil) == [1, 2])
        #expect(try UploadedFile.content(of: [1, 2], contentType: "application/x-www-form-urlencoded") == [1, 2])
        #expect(throws: RequestError.self) {
            try UploadedFile.content(of: Self.body, contentType: "multipart/form-data")
        }
        let empty = Array("--XX--\r\n".utf8)
        #expect(throws: RequestError.self) { try UploadedFile.content(of: empty, contentType: form) }
    }

    @Test("an empty part is a part")
    func emptyContent() throws {
        let body = Array("--B\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--B--".utf8)
        #expect(try parse(body, "B").map { Array($0.content) } == [[]])
    }

    @Test("every cut of a body is refused")
    func truncated() throws {
        for length in 0..<(Self.body.count - 2) {
            #expect(throws: RequestError.self, "cut at \(length)") { try parse(Array(Self.body[..<length])) }
        }
        _ = try parse(Array(Self.body.dropLast(2)))
    }

    @Test("limits hold")
    func limits() {
        let part = "--B\r\nContent-Disposition: form-data; name=x\r\n\r\nv\r\n"
        let many = String(repeating: part, count: Limits.multipartParts + 1) + "--B--"
        #expect(throws: RequestError.self) { try parse(Array(many.utf8), "B") }
        let header = String(repeating: "h", count: Limits.multipartHeaderBytes)
        #expect(throws: RequestError.self) { try parse(Array("--B\r\n\(header)\r\n\r\nv\r\n--B--".utf8), "B") }
        let long = "multipart/form-data; boundary=" + String(repeating: "b", count: 71)
        #expect(throws: RequestError.self) { try MultipartParser.boundary(ofContentType: long) }
    }

    @Test("mutated bodies never trap", arguments: SeededGenerator.seeds)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            var body = Self.body
            for _ in 0..<3 {
                let index = Int.random(in: 0..<body.count, using: &random)
                if Bool.random(using: &random) {
                    body[index] = [0x0D, 0x0A, 0x2D, 0x58, 0x22, 0x3B, 0x00].randomElement(using: &random) ?? 0
                } else {
                    body.remove(at: index)
                }
            }
            let parts = (try? parse(body)) ?? []
            #expect(parts.reduce(0) { $0 + $1.content.count } <= body.count, "seed \(seed)")
        }
    }
}
