import Bytes
import Schema

/// What elements of lists can do.
protocol ListElement: RowValue, RowResult, Hashable {
    /// A total order; NaN comes last.
    static func precedes(_ left: Self, _ right: Self) -> Bool
    /// As `arrayToString` writes it, if the representation alone says.
    var bytes: [UInt8] { get }
}

extension Int64: ListElement {
    static func precedes(_ left: Int64, _ right: Int64) -> Bool { left < right }
    var bytes: [UInt8] { Array(String(self).utf8) }
}

extension Double: ListElement {
    static func precedes(_ left: Double, _ right: Double) -> Bool { left < right || (right.isNaN && !left.isNaN) }
    var bytes: [UInt8] { Array("\(self)".utf8) }
}

extension ByteString: ListElement {
    static func precedes(_ left: ByteString, _ right: ByteString) -> Bool { left < right }
}

/// The lists of a vector, by row.
struct Lists<Element: ListElement> {
    private let starts: [UInt32]
    private let elements: [Element]

    init(_ vector: Vector) {
        guard case .lists(let starts, let elements) = vector.values else {
            preconditionFailure("the argument is a list")
        }
        self.starts = starts
        self.elements = Element.rows(of: Vector(elements))
    }

    subscript(row: Int) -> ArraySlice<Element> { elements[Int(starts[row])..<Int(starts[row + 1])] }
}

/// A computation on lists that is written once for all kinds of elements.
protocol ListFunction: Sendable {
    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector
}

extension ListFunction {
    /// What computes it, by the representation of the first argument's elements.
    var body: FunctionBody {
        { arguments throws(ExpressionError) in
            guard case .lists(_, let elements) = arguments.vectors[0].values else {
                preconditionFailure("the first argument is a list")
            }
            switch elements {
            case .integers: return try compute(arguments, Int64.self)
            case .doubles: return try compute(arguments, Double.self)
            case .strings: return try compute(arguments, ByteString.self)
            case .lists: preconditionFailure("elements of lists are no lists")
            }
        }
    }
}

/// One list as another.
struct ListMapping: ListFunction {
    enum Operation { case distinct, sort, reverse }

    let operation: Operation

    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let lists = Lists<Element>(arguments.vectors[0])
        return try arguments.perRow { row in
            switch operation {
            case .distinct: Elements(distinct(lists[row]))
            case .sort: Elements(lists[row].sorted(by: Element.precedes))
            case .reverse: Elements(lists[row].reversed())
            }
        }
    }
}

/// The elements without repetitions, in the order of their first occurrence.
func distinct<Element: Hashable>(_ elements: some Sequence<Element>) -> [Element] {
    var seen = Set<Element>()
    return elements.filter { seen.insert($0).inserted }
}

/// The least or greatest element; NULL if there is none.
struct ListExtreme: ListFunction {
    let isGreatest: Bool

    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let lists = Lists<Element>(arguments.vectors[0])
        return try arguments.perRow { (row) -> Element? in
            isGreatest ? lists[row].max(by: Element.precedes) : lists[row].min(by: Element.precedes)
        }
    }
}

/// A list and one value of its elements' type, or several.
struct ListSearch: ListFunction {
    enum Operation { case index, indexes, contains, remove, keep }

    let operation: Operation

    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let lists = Lists<Element>(arguments.vectors[0])
        let wanted = arguments.vectors.dropFirst().map(Element.rows)
        switch operation {
        case .index: return try arguments.perRow { row in Self.index(of: wanted[0][row], in: lists[row]) ?? -1 }
        case .contains: return try arguments.perRow { row in lists[row].contains(wanted[0][row]) }
        case .indexes:
            return try arguments.perRow { row in
                let list = lists[row]
                return Elements(list.indices.filter { list[$0] == wanted[0][row] }.map { Int64($0 - list.startIndex) })
            }
        case .remove:
            return try arguments.perRow { row in
                var list = Array(lists[row])
                if let index = list.firstIndex(of: wanted[0][row]) { list.remove(at: index) }
                return Elements(list)
            }
        case .keep:
            return try arguments.perRow { row in
                let values = Set(wanted.map { $0[row] })
                return Elements(lists[row].filter(values.contains))
            }
        }
    }

    private static func index<Element: ListElement>(of value: Element, in list: ArraySlice<Element>) -> Int64? {
        list.firstIndex(of: value).map { Int64($0 - list.startIndex) }
    }
}

/// A list and positions in it.
struct ListSelection: ListFunction {
    enum Operation { case slice, element }

    let operation: Operation

    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let lists = Lists<Element>(arguments.vectors[0])
        let positions = arguments.vectors.dropFirst().map(Int64.rows)
        switch operation {
        case .slice:
            return try arguments.perRow { row in
                let (list, count) = (lists[row], Int64(lists[row].count))
                let first = max(0, min(positions[0][row], count))
                let last = max(first, min(positions[1][row], count))
                return Elements(Array(list[(list.startIndex + Int(first))..<(list.startIndex + Int(last))]))
            }
        case .element:
            return try arguments.perRow { (row) -> Element? in
                let (list, position) = (lists[row], positions[0][row])
                guard position > 0 && position <= Int64(list.count) else { return nil }
                return list[list.startIndex + Int(position) - 1]
            }
        }
    }
}

/// Two lists of one type.
struct ListPair: ListFunction {
    enum Operation { case union, concatenation, overlap }

    let operation: Operation

    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let (left, right) = (Lists<Element>(arguments.vectors[0]), Lists<Element>(arguments.vectors[1]))
        switch operation {
        case .union: return try arguments.perRow { row in Elements(distinct(Array(left[row]) + right[row])) }
        case .concatenation: return try arguments.perRow { row in Elements(Array(left[row]) + right[row]) }
        case .overlap: return try arguments.perRow { row in !Set(left[row]).isDisjoint(with: right[row]) }
        }
    }
}

/// A list as text.
struct ListText: ListFunction {
    func compute<Element: ListElement>(
        _ arguments: FunctionArguments, _ element: Element.Type
    ) throws(ExpressionError) -> Vector {
        let lists = Lists<Element>(arguments.vectors[0])
        let separators = ByteString.rows(of: arguments.vectors[1])
        return try arguments.perRow { (row) throws(ExpressionError) in
            try StringFunctions.joined(
                lists[row].map { ByteString($0.bytes) }, separators[row].bytes, "arrayToString")
        }
    }
}
