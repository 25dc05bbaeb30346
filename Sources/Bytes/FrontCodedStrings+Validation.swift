extension FrontCodedStrings {
    /// Walks over all bytes as if they were strings, and finds the first thing wrong.
    struct Validator {
        let longestAllowed: Int
        let limit: Int
        private(set) var longest = 0
        private(set) var total = 0
        private var previous: [UInt8] = []
        private var position = 0

        init(longestAllowed: Int, limit: Int) {
            self.longestAllowed = longestAllowed
            self.limit = limit
        }

        mutating func validate(
            _ bytes: UnsafeRawBufferPointer, _ starts: PackedIntegers, _ count: Int
        ) -> Malformation? {
            for index in 0..<count {
                let isHead = index % blockCount == 0
                if isHead && starts[index / blockCount] != UInt64(position) {
                    return .wrongStart(block: index / blockCount)
                }
                if let problem = isHead ? head(bytes, index) : other(bytes, index) { return problem }
                longest = max(longest, previous.count)
                total += previous.count
                if total > limit { return .tooLong }
            }
            return position == bytes.count ? nil : .wrongStart(block: starts.count)
        }

        private mutating func head(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Malformation? {
            guard let length = length(bytes), length <= longestAllowed, length <= bytes.count - position else {
                return .wrongLength(string: index)
            }
            let head = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
            let isAscending = index == 0 || previous.withUnsafeBytes { ByteString.compare($0, head) < 0 }
            previous.removeAll(keepingCapacity: true)
            previous.append(contentsOf: head)
            position += length
            return isAscending ? nil : .notAscending(string: index)
        }

        private mutating func other(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Malformation? {
            guard let shared = length(bytes), let rest = length(bytes), shared <= previous.count,
                rest <= bytes.count - position, shared <= longestAllowed - rest
            else { return .wrongLength(string: index) }
            guard rest > 0, shared == previous.count || bytes[position] > previous[shared] else {
                return .notAscending(string: index)
            }
            previous.removeLast(previous.count - shared)
            previous.append(contentsOf: bytes[position..<position + rest])
            position += rest
            return nil
        }

        /// A length of at most five bytes in its shortest form.
        private mutating func length(_ bytes: UnsafeRawBufferPointer) -> Int? {
            var (value, shift) = (0, 0)
            while position < bytes.count, shift < 35 {
                let byte = bytes[position]
                position += 1
                value |= Int(byte & 0x7F) << shift
                if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
                shift += 7
            }
            return nil
        }
    }
}
