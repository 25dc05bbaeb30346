import Bytes

/// One dictionary in both forms: bytes, and the time of a value by code, of a code by value, and of all values.
struct DictionaryBench {
    let name: String
    let strings: [ByteString]

    func run() {
        let (plain, plainBytes) = makePlain()
        let (front, frontBytes) = makeFront()
        var generator = Corpus.Generator()
        let probes = (0..<200_000).map { _ in Int.random(in: 0..<strings.count, using: &generator) }
        let sought = probes.map { strings[$0] }
        let plainValue = best { probes.reduce(0) { $0 + plain[$1].count } } / Double(probes.count)
        let frontValue = best { probes.reduce(0) { $0 + front[$1].count } } / Double(probes.count)
        let plainCode = best { sought.reduce(0) { $0 + search(plain, $1) } } / Double(probes.count)
        let frontCode = best { sought.reduce(0) { $0 + front.search($1).index } } / Double(probes.count)
        let plainAll = best { plain.decoded().count } / Double(strings.count)
        let frontAll = best { front.decoded().count } / Double(strings.count)
        print(
            name.filled(20), String(strings.count).filled(10), String(plainBytes).filled(9),
            String(frontBytes).filled(9), "\(Int(plainValue)) / \(Int(frontValue))".filled(12),
            "\(Int(plainCode)) / \(Int(frontCode))".filled(12), "\(Int(plainAll)) / \(Int(frontAll))")
    }

    private func makePlain() -> (StringList, Int) {
        var (bytes, ends): ([UInt8], [UInt64]) = ([], [0])
        for string in strings {
            bytes += string.bytes
            ends.append(UInt64(bytes.count))
        }
        let (offsets, size) = packed(ends)
        return (StringList(offsets: offsets, bytes: region(bytes)), size + bytes.count)
    }

    private func makeFront() -> (FrontCodedStrings, Int) {
        var coder = FrontCoder()
        for string in strings { coder.append(string) }
        let (starts, size) = packed(coder.starts)
        do {
            let front = try FrontCodedStrings(
                count: strings.count, starts: starts, bytes: region(coder.bytes), longestAllowed: 1 << 24,
                limit: 1 << 36)
            return (front, size + coder.bytes.count)
        } catch { fatalError("\(error)") }
    }

    private func region(_ bytes: [UInt8]) -> ByteRegion { ByteRegion(MappedRegion(copying: bytes)) }

    private func packed(_ values: [UInt64]) -> (PackedIntegers, Int) {
        let width = PackedIntegers.width(of: values.last ?? 0)
        let bytes = BitPacker.pack(values, width: width)
        let packed = PackedIntegers(
            in: region(bytes + [UInt8](repeating: 0, count: 16)), at: 0, width: width, count: values.count)
        return (packed!, bytes.count)
    }

    private func search(_ list: StringList, _ sought: ByteString) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = low + (high - low) / 2
            if list.compare(middle, with: sought) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
