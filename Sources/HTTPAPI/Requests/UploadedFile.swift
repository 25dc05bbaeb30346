/// The file of an upload, whether it came in a form or bare.
package enum UploadedFile {
    /// The bytes of the form's file, or the whole body where its type is not `multipart/form-data`.
    package static func content(of body: [UInt8], contentType: String?) throws(RequestError) -> [UInt8] {
        guard let boundary = try MultipartParser.boundary(ofContentType: contentType) else { return body }
        let parts = try MultipartParser.parse(body, boundary: boundary)
        let files = parts.filter { $0.fileName != nil }
        guard let file = files.first ?? parts.first else {
            throw RequestError(code: "MISSING_FILE", "the form has no part with the file")
        }
        guard files.count <= 1 else {
            throw RequestError(code: "MISSING_FILE", "the form has \(files.count) files, expected one")
        }
        return Array(file.content)
    }
}
