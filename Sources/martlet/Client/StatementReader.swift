/// Cuts lines of input into statements at the semicolons outside quotes and comments.
///
/// `SET key=value;` belongs to the statement that follows, and stays with it.
struct StatementReader {
    private var pending = ""
    /// The quote that is open at the end of `pending`.
    private var quote: Character?

    /// The statements that end in this line.
    mutating func take(line: String) -> [String] {
        var complete: [String] = []
        var rest = line[...]
        while let character = rest.popFirst() {
            if quote == nil, character == "-", rest.first == "-" { break }
            if character == quote {
                quote = nil
            } else if quote == nil, "'\"`".contains(character) {
                quote = character
            }
            if quote == nil, character == ";" {
                if let statement = finish() { complete.append(statement) }
            } else {
                pending.append(character)
            }
        }
        pending.append("\n")
        return complete
    }

    /// What has begun and not ended; nil if there is nothing but space.
    var rest: String? {
        pending.allSatisfy { $0.isWhitespace } ? nil : pending
    }

    private mutating func finish() -> String? {
        let last = pending.split(separator: ";").last ?? ""
        if last.split(whereSeparator: { $0.isWhitespace }).first?.uppercased() == "SET" {
            pending.append(";")
            return nil
        }
        defer { pending = "" }
        return rest
    }
}
