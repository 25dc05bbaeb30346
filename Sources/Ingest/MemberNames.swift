import Bytes
import Schema

/// The columns of a schema by name.
final class MemberNames: Sendable {
    private let names: DistinctStrings

    init(_ fields: [FieldSpec]) {
        var names = DistinctStrings()
        for field in fields {
            let name = Array(field.name.utf8)
            _ = names.number(of: name.span, 0..<name.count)
        }
        self.names = names
    }

    /// The position of the column with that name.
    func position(of name: Span<UInt8>, _ range: Range<Int>) -> Int? {
        names.knownNumber(of: name, range).map { Int($0) }
    }
}
