/// Elements of many groups in the order in which they came, arranged by group when they are asked for.
struct GroupedLog<Element> {
    private var elements: [Element] = []
    /// The group of each element.
    private var groups: [UInt32] = []
    /// Where each group's elements begin once they are arranged, and where the last one's end.
    private var starts: [Int] = []
    private var arranged: [Element] = []

    /// Bytes that an element takes, with its arrangement and the growing of arrays.
    static var bytesPerElement: Int { 3 * MemoryLayout<Element>.stride + 8 }

    var count: Int { elements.count + arranged.count }

    mutating func append(_ more: [Element], _ moreGroups: [UInt32]) {
        precondition(more.count == moreGroups.count, "a group for every element")
        scatter()
        elements += more
        groups += moreGroups
    }

    /// Takes the elements of another log behind these; its group g becomes `newGroups[g]`.
    mutating func append(_ other: GroupedLog, _ newGroups: [UInt32]) {
        var other = other
        other.scatter()
        append(other.elements, other.groups.map { newGroups[Int($0)] })
    }

    /// The log with every element exchanged for another.
    func mapped(_ transform: (Element) -> Element) -> GroupedLog {
        var log = self
        log.elements = elements.map(transform)
        log.arranged = arranged.map(transform)
        return log
    }

    /// Gives up the arrangement.
    private mutating func scatter() {
        if starts.isEmpty { return }
        elements = arranged
        groups.removeAll()
        for group in 0..<starts.count - 1 {
            groups.append(contentsOf: repeatElement(UInt32(group), count: starts[group + 1] - starts[group]))
        }
        (starts, arranged) = ([], [])
    }

    /// Brings the elements of each group together, in the order in which they came: a counting sort. O(elements).
    mutating func arrange(_ groupCount: Int) {
        if starts.count == groupCount + 1 { return }
        scatter()
        starts = Array(repeating: 0, count: groupCount + 1)
        for group in groups { starts[Int(group) + 1] += 1 }
        for group in 0..<groupCount { starts[group + 1] += starts[group] }
        var (places, order) = (starts, [Int](repeating: 0, count: elements.count))
        for (index, group) in groups.enumerated() {
            order[places[Int(group)]] = index
            places[Int(group)] += 1
        }
        arranged = order.map { elements[$0] }
        (elements, groups) = ([], [])
    }

    /// The elements of a group, once they are arranged.
    subscript(group: Int) -> ArraySlice<Element> { arranged[starts[group]..<starts[group + 1]] }

    /// Changes the elements of a group, whose number stays, or their order.
    mutating func update(_ group: Int, _ body: (inout [Element], Range<Int>) -> Void) {
        body(&arranged, starts[group]..<starts[group + 1])
    }
}
