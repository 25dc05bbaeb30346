extension FrontCodedStrings {
    /// The first string that does not sort before `sought`, and whether it equals it; `count` if all sort before.
    ///
    /// O(log(blocks) + 16) comparisons; nothing is decoded.
    public func search(_ sought: ByteString) -> (index: Int, isEqual: Bool) {
        withUnsafeBytes { bytes in
            sought.bytes.withUnsafeBytes { sought in
                let block = lastBlock(notAfter: sought, bytes)
                return block < 0 ? (0, false) : search(sought, block, bytes)
            }
        }
    }

    /// The last block whose first string does not sort after `sought`; -1 if there is none.
    private func lastBlock(notAfter sought: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer) -> Int {
        var (low, high) = (0, Self.blocks(count: count))
        while low < high {
            let middle = low + (high - low) / 2
            var cursor = start(of: middle, bytes)
            if ByteString.compare(cursor.head(), sought) <= 0 { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }

    /// Looks through a block whose first string does not sort after `sought`.
    ///
    /// Of the string before, `matched` bytes are those of `sought`, and it sorts before `sought`. A string that shares
    /// more than those with it therefore sorts before `sought` as well; one that shares less sorts after.
    private func search(
        _ sought: UnsafeRawBufferPointer, _ block: Int, _ bytes: UnsafeRawBufferPointer
    ) -> (index: Int, isEqual: Bool) {
        let first = block * Self.blockCount
        var cursor = start(of: block, bytes)
        let head = cursor.head()
        var matched = commonPrefix(head, sought, from: 0)
        if matched == sought.count && matched == head.count { return (first, true) }
        for index in first + 1..<min(first + Self.blockCount, count) {
            let shared = cursor.length()
            let rest = cursor.take(cursor.length())
            if shared > matched { continue }
            if shared < matched { return (index, false) }
            let more = commonPrefix(rest, sought, from: shared)
            matched += more
            if matched == sought.count { return (index, more == rest.count) }
            if more < rest.count && rest[more] > sought[matched] { return (index, false) }
        }
        return (min(first + Self.blockCount, count), false)
    }

    /// How many bytes of `rest` are those of `sought` from a place on.
    @inline(__always)
    private func commonPrefix(
        _ rest: UnsafeRawBufferPointer, _ sought: UnsafeRawBufferPointer, from place: Int
    ) -> Int {
        let limit = min(rest.count, sought.count - place)
        var count = 0
        while count < limit && rest[count] == sought[place + count] { count += 1 }
        return count
    }
}
