/// Sorts large arrays such that whoever waits can be told to stop: runs of limited length are sorted, then merged.
enum InterruptibleSort {
    /// Elements that are sorted or merged between two polls: a few milliseconds of work.
    private static let runLength = 1 << 15

    /// The order must be strict: no two elements are equal in it.
    @inline(__always)
    static func sort<Element>(
        _ elements: inout [Element], poll: () throws(QueryError) -> Void, by isBefore: (Element, Element) -> Bool
    ) throws(QueryError) {
        if elements.count <= runLength {
            elements.sort(by: isBefore)
            return
        }
        var runs = [Range<Int>]()
        for start in stride(from: 0, to: elements.count, by: runLength) {
            try poll()
            let run = start..<min(start + runLength, elements.count)
            elements[run].sort(by: isBefore)
            runs.append(run)
        }
        var (source, target) = (elements, elements)
        while runs.count > 1 {
            var merged = [Range<Int>]()
            for index in stride(from: 0, to: runs.count, by: 2) {
                let end = index + 1 < runs.count ? runs[index + 1].upperBound : runs[index].upperBound
                let (left, right) = (runs[index], runs[index].upperBound..<end)
                try merge(left, right, of: source, into: &target, poll: poll, by: isBefore)
                merged.append(left.lowerBound..<end)
            }
            swap(&source, &target)
            runs = merged
        }
        elements = source
    }

    /// Merges two runs that follow each other into the same places of another array.
    @inline(__always)
    private static func merge<Element>(
        _ left: Range<Int>, _ right: Range<Int>, of source: [Element], into target: inout [Element],
        poll: () throws(QueryError) -> Void, by isBefore: (Element, Element) -> Bool
    ) throws(QueryError) {
        var (first, second, place) = (left.lowerBound, right.lowerBound, left.lowerBound)
        while first < left.upperBound || second < right.upperBound {
            try poll()
            for _ in 0..<min(runLength, right.upperBound - place) {
                let takesLeft =
                    second == right.upperBound
                    || (first < left.upperBound && isBefore(source[first], source[second]))
                target[place] = takesLeft ? source[first] : source[second]
                first += takesLeft ? 1 : 0
                second += takesLeft ? 0 : 1
                place += 1
            }
        }
    }
}
