import Bytes

/// What follows what in the records of a topic: mostly the same bytes lead from one member's value to the next one's.
///
/// For each member of the last records, the bytes after its value up to the next value (comma, name, colon, white
/// space) are kept with the column that the name is of. Where they come again, they need not be read again.
struct MemberOrder: Sendable {
    /// A member of the record, as far as it decides what follows: its column, or one of a few places for members
    /// without.
    struct Place: Sendable {
        fileprivate let index: Int

        /// Before the first member.
        static let start = Place(index: 0)
        var isStart: Bool { index == 0 }
    }

    private struct Step: Sendable {
        /// Bytes; 0 if nothing is known.
        var length = 0
        var field: Int?
        var place = Place.start
    }

    /// Bytes that are kept of one step; those that are longer are read each time.
    private static let stride = 48
    /// Members without a column are told apart by so many places.
    private static let unknownPlaces = 16

    private var steps: [Step] = []
    private var bytes: [UInt8] = []
    private let fieldCount: Int
    /// Whose columns the steps lead to.
    private var names: MemberNames?

    init(fieldCount: Int) { self.fieldCount = fieldCount }

    /// Forgets what was learned for other columns.
    @inline(__always)
    mutating func begin(_ names: MemberNames) {
        if self.names === names { return }
        self.names = names
        steps.removeAll()
    }

    /// Passes the bytes that came after this place before, if they come again, and moves on to the member they lead to.
    /// Returns false if something else comes.
    @inline(__always)
    func follow(_ place: inout Place, _ scanner: inout JSONScanner, field: inout Int?) -> Bool {
        guard place.index < steps.count else { return false }
        let step = steps[place.index]
        let start = place.index &* Self.stride
        guard step.length > 0, scanner.skip(bytes.span, start..<start &+ step.length) else { return false }
        field = step.field
        place = step.place
        return true
    }

    /// Learns what a part of the input leads to, and returns the place to which it does. `name` numbers a member
    /// without a column.
    mutating func learn(
        _ input: Span<UInt8>, _ range: Range<Int>, after place: Place, field: Int?, name: Int
    ) -> Place {
        let next = Place(index: 1 + (field ?? fieldCount + name & (Self.unknownPlaces - 1)))
        guard range.count <= Self.stride else { return next }
        if steps.isEmpty {
            let count = 1 + fieldCount + Self.unknownPlaces
            steps = Array(repeating: Step(), count: count)
            bytes = Array(repeating: 0, count: count * Self.stride)
        }
        steps[place.index] = Step(length: range.count, field: field, place: next)
        for (offset, position) in range.enumerated() {
            bytes[place.index * Self.stride + offset] = input[position]
        }
        return next
    }
}
