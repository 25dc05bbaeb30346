import SQL
import Schema

/// A function of one row's values: what the registry knows of it.
public struct ScalarFunction: Sendable {
    /// What a NULL among the arguments does.
    public enum NullBehavior: String, Sendable {
        /// The result is NULL.
        case propagates = "NULL if an argument is NULL"
        /// The function decides.
        case sees = "sees NULLs"
    }

    /// As Pinot spells it. Calls may write it in any case, and with underscores between its words.
    public let name: String
    /// Other names for the same function.
    public let synonyms: [String]
    /// The forms of a call; the first one that takes the arguments is meant.
    public let signatures: [FunctionSignature]
    public let nullBehavior: NullBehavior
    /// Whether some value makes it an error.
    public let canFail: Bool
    /// One sentence for people.
    public let summary: String

    init(
        _ name: String, synonyms: [String] = [], nulls: NullBehavior = .propagates, canFail: Bool,
        _ summary: String, _ signatures: [FunctionSignature]
    ) {
        precondition(!signatures.isEmpty, "a function has a signature")
        self.name = name
        self.synonyms = synonyms
        self.signatures = signatures
        nullBehavior = nulls
        self.canFail = canFail
        self.summary = summary
    }

    /// The forms of a call, such as `substr(STRING, LONG[, LONG]) -> STRING`, joined by semicolons.
    public var signatureText: String { signatures.map { $0.text(name) }.joined(separator: "; ") }

    /// The numbers of arguments that it takes, for messages.
    var arity: String {
        if signatures.contains(where: \.isVariadic) {
            let least = signatures.map(\.leastArguments).min() ?? 0
            return "\(least) or more argument\(least == 1 ? "" : "s")"
        }
        let counts = Set(signatures.flatMap { Array($0.leastArguments...$0.parameters.count) }).sorted()
        let last = counts.last ?? 0
        let isRange = counts.count > 1 && last - counts[0] == counts.count - 1
        let text = isRange ? "\(counts[0]) to \(last)" : counts.map(String.init).joined(separator: " or ")
        return "\(text) argument\(last == 1 ? "" : "s")"
    }
}
