/// An error that a caller outside the process may see.
///
/// `code` is stable: it is part of the interface, documented, and never reworded. `message` says what is wrong,
/// where, and what was expected; it is for people and may change.
public protocol CodedError: Error, CustomStringConvertible {
    /// Upper-case words joined by underscores, such as `UNKNOWN_TOPIC`.
    var code: String { get }
    /// What is wrong and where, as one sentence.
    var message: String { get }
}

extension CodedError {
    public var description: String { "\(code): \(message)" }
}
