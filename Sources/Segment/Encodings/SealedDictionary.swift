import Bytes
import Schema
import Synchronization

/// The stored form of a dictionary: sorted, distinct, without NULL.
enum DictionaryForm: Sendable {
    /// Each value less `base`.
    case integers(PackedIntegers, base: Int64)
    case doubles(RawNumbers)
    case strings(StringList)
    case frontCoded(FrontCodedStrings)
}

/// The dictionary of a sealed column. Single values are read where they lie; all are decoded once and kept.
final class SealedDictionary: DictionarySource {
    let form: DictionaryForm
    let count: Int
    private let decoded = Mutex<ColumnValues.Storage?>(nil)

    /// The form has been validated.
    init(_ form: DictionaryForm, count: Int) {
        self.form = form
        self.count = count
    }

    var isSorted: Bool { true }

    var values: ColumnValues.Storage {
        decoded.withLock { decoded in
            if let decoded { return decoded }
            let storage = decode()
            decoded = storage
            return storage
        }
    }

    /// The values if they have been decoded before.
    var valuesIfDecoded: ColumnValues.Storage? { decoded.withLock { $0 } }

    private func decode() -> ColumnValues.Storage {
        switch form {
        case .integers(let packed, let base):
            var values: [Int64] = []
            packed.read(0..<count, base: base, step: 0, into: &values)
            return .integers(values)
        case .doubles(let numbers):
            var values: [Double] = []
            numbers.read(0..<count, into: &values)
            return .doubles(values)
        case .strings(let strings):
            return .strings(strings.decoded())
        case .frontCoded(let strings):
            return .strings(strings.decoded())
        }
    }

    func value(_ code: UInt32) -> Value {
        let index = Int(code)
        precondition(index < count, "code inside the dictionary")
        switch form {
        case .integers(let packed, let base): return .integer(base &+ Int64(bitPattern: packed[index]))
        case .doubles(let numbers): return .double(numbers[index])
        case .strings, .frontCoded: return .string(string(index))
        }
    }

    /// The string of one code, of a dictionary of strings.
    func string(_ code: Int) -> ByteString {
        switch form {
        case .strings(let strings): return strings[code]
        case .frontCoded(let strings): return strings[code]
        case .integers, .doubles: preconditionFailure("a column of strings")
        }
    }

    func code(of value: Value) -> UInt32? {
        switch (form, value) {
        case (.integers(let packed, let base), .integer(let integer)):
            return search {
                base &+ Int64(bitPattern: packed[$0]) < integer
            } ifEqual: {
                base &+ Int64(bitPattern: packed[$0]) == integer
            }
        case (.doubles(let numbers), .double(let double)):
            return search {
                numbers[$0] < double
            } ifEqual: {
                numbers[$0] == double
            }
        case (.strings(let strings), .string(let text)):
            return search {
                strings.compare($0, with: text) < 0
            } ifEqual: {
                strings.compare($0, with: text) == 0
            }
        case (.frontCoded(let strings), .string(let text)):
            let found = strings.search(text)
            return found.isEqual ? UInt32(found.index) : nil
        default:
            return nil
        }
    }

    /// The first code whose value is not before the one sought, if it is equal to it. O(log count).
    private func search(before: (Int) -> Bool, ifEqual: (Int) -> Bool) -> UInt32? {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if before(middle) { low = middle + 1 } else { high = middle }
        }
        return low < count && ifEqual(low) ? UInt32(low) : nil
    }
}
