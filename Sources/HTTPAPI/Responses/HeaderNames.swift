import HTTPTypes

extension HTTPField.Name {
    /// The number of a query's error, or -1.
    static let pinotErrorCode = name("X-Pinot-Error-Code")
    /// `true` asks for a query's error as the status of the answer.
    static let pinotUseStatusForErrors = name("Pinot-Use-Http-Status-For-Errors")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("'\(text)' is a header field's name") }
        return name
    }
}
