/// Stored bytes that cannot be used, and exactly which.
public struct FormatError: CodedError, Equatable, Sendable {
    /// The three ways in which a stored file can be unusable; they call for different actions of an operator.
    public enum Kind: String, Sendable {
        /// The bytes are not what was written.
        case corrupt = "CORRUPT_FILE"
        /// The file was written by a version that this one no longer reads.
        case tooOld = "FILE_TOO_OLD"
        /// The file was written by a later version than this one.
        case tooNew = "FILE_TOO_NEW"
    }

    public let kind: Kind
    /// Path of the file below the data directory.
    public let file: String
    /// The part of the file, by the name that its page in `formats/` gives it.
    public let section: String
    /// Byte offset in the file at which the damage was found.
    public let offset: Int
    /// What was found and what was expected.
    public let detail: String

    public init(_ kind: Kind, file: String, section: String, offset: Int, _ detail: String) {
        self.kind = kind
        self.file = file
        self.section = section
        self.offset = offset
        self.detail = detail
    }

    public var code: String { kind.rawValue }
    public var message: String { "\(file): \(section) at byte \(offset): \(detail)" }
}
