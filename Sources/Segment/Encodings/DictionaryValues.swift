import Bytes
import Schema

/// Translates codes into the values of a sealed dictionary.
struct DictionaryValues: Sendable {
    let dictionary: SealedDictionary

    /// Gathering so many times fewer strings than the dictionary has does not decode all of it.
    private static let decodingRatio = 8

    init(_ dictionary: SealedDictionary) { self.dictionary = dictionary }

    /// All values of a dictionary of integers, by code.
    var integers: [Int64] {
        guard case .integers(let values) = dictionary.values else { preconditionFailure("a column of integers") }
        return values
    }

    /// All values of a dictionary of doubles, by code.
    var doubles: [Double] {
        guard case .doubles(let values) = dictionary.values else { preconditionFailure("a column of doubles") }
        return values
    }

    /// Replaces the contents of `output` by the strings of some codes.
    func translate(_ codes: [UInt32], into output: inout [ByteString]) {
        output.removeAll(keepingCapacity: true)
        output.reserveCapacity(codes.count)
        let isWorthDecoding = codes.count >= dictionary.count / Self.decodingRatio
        guard case .strings(let strings) = isWorthDecoding ? dictionary.values : dictionary.valuesIfDecoded
        else {
            for code in codes { output.append(dictionary.string(Int(code))) }
            return
        }
        for code in codes { output.append(strings[Int(code)]) }
    }
}
