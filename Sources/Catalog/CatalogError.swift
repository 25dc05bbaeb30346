import Bytes
import Files
import Schema

/// Why a catalog cannot be opened, or an edit did not happen.
public enum CatalogError: CodedError, Sendable {
    /// The edit contradicts what exists, or itself.
    case refused(EditRefusal)
    /// A document in the edit cannot be used.
    case config(ConfigError)
    /// The journal cannot be read.
    case format(FormatError)
    /// The disk refused; nothing has changed.
    case file(FileError)
    /// An earlier edit may or may not be on disk, so that no further one is taken before a restart. Reads go on.
    case poisoned(FileError)
    /// `close` was called.
    case closed

    public var code: String {
        switch self {
        case .refused(let refusal): refusal.code
        case .config(let error): error.code
        case .format(let error): error.code
        case .file(let error): error.code
        case .poisoned: "CATALOG_POISONED"
        case .closed: "CATALOG_CLOSED"
        }
    }

    public var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .config(let error): error.message
        case .format(let error): error.message
        case .file(let error): error.message
        case .poisoned(let error): "the catalog takes no edits until the next start, because of: \(error.message)"
        case .closed: "the catalog is closed"
        }
    }
}

/// An edit that contradicts what exists, or itself.
public struct EditRefusal: CodedError, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        case unknownTopic = "UNKNOWN_TOPIC"
        case unknownSchema = "UNKNOWN_SCHEMA"
        case unknownTable = "UNKNOWN_TABLE"
        case unknownSegment = "UNKNOWN_SEGMENT"
        case topicExists = "TOPIC_EXISTS"
        case tableExists = "TABLE_EXISTS"
        case segmentExists = "SEGMENT_EXISTS"
        /// A table still needs the topic or the schema.
        case inUse = "IN_USE"
        /// A name, number or text outside its limits.
        case invalidEntry = "INVALID_ENTRY"
        /// A number that was not reserved, or was used before.
        case idNotReserved = "ID_NOT_RESERVED"
        /// Offsets that leave a gap, overlap, or go back.
        case offsetGap = "OFFSET_GAP"
        /// Records that would be counted twice, or not at all.
        case ledgerUnbalanced = "LEDGER_UNBALANCED"
        /// A version that does not follow the last one, or that something still needs.
        case versionConflict = "VERSION_CONFLICT"
        /// A named limit is reached.
        case limitReached = "LIMIT_REACHED"
    }

    public let reason: Reason
    public let detail: String

    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    public var code: String { reason.rawValue }
    public var message: String { detail }
}
