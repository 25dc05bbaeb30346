import Expressions

/// minMaxRange: the greatest value of each group minus the least.
struct Ranges<Element: VectorElement>: AggregateStates {
    private var least: [Element] = []
    private var greatest: [Element] = []
    private var isKnown: [Bool] = []
    private let difference: @Sendable (Element, Element) throws(QueryError) -> Element

    init(difference: @escaping @Sendable (Element, Element) throws(QueryError) -> Element) {
        self.difference = difference
    }

    var bytesPerGroup: Int { 2 * MemoryLayout<Element>.stride + 1 }

    mutating func grow(to groups: Int) {
        least.grow(to: groups, filledWith: .zero)
        greatest.grow(to: groups, filledWith: .zero)
        isKnown.grow(to: groups, filledWith: false)
    }

    mutating func add(_ rows: ArgumentRows) {
        let elements = Element.elements(rows.vectors[0])
        for row in elements.indices { add(elements[row], elements[row], to: Int(rows.groups[row])) }
    }

    @inline(__always)
    private mutating func add(_ low: Element, _ high: Element, to group: Int) {
        if !isKnown[group] || Element.isBefore(low, least[group]) { least[group] = low }
        if !isKnown[group] || Element.isBefore(greatest[group], high) { greatest[group] = high }
        isKnown[group] = true
    }

    mutating func merge(_ other: Self, _ groups: [UInt32]) {
        for index in groups.indices where other.isKnown[index] {
            add(other.least[index], other.greatest[index], to: Int(groups[index]))
        }
    }

    func results(_ groups: [Int]) throws(QueryError) -> Vector {
        var results = [Element]()
        for group in groups { results.append(isKnown[group] ? try difference(greatest[group], least[group]) : .zero) }
        return Element.vector(results, nulls: groups.map { !isKnown[$0] })
    }
}
