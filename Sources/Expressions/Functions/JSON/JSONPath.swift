/// A path into JSON documents: `$`, then `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*`, `..name` and `..*`.
struct JSONPath: Sendable {
    enum Step: Sendable {
        case member([UInt8])
        /// From 0, or from -1 at the end.
        case element(Int)
        case all
        /// The value and everything inside it.
        case descendants
    }

    /// Steps of a path.
    static let maximumSteps = 64

    let steps: [Step]

    /// Whether at most one value can be meant.
    var isDefinite: Bool {
        steps.allSatisfy {
            switch $0 {
            case .member, .element: true
            case .all, .descendants: false
            }
        }
    }

    /// What is wrong with a path.
    struct Problem: Error { let detail: String }

    init(_ text: String) throws(Problem) {
        var reader = JSONPathReader(rest: Array(text.utf8)[...])
        steps = try reader.read()
        guard steps.count <= Self.maximumSteps else {
            throw Problem(detail: "it has more than \(Self.maximumSteps) steps")
        }
    }
}

private struct JSONPathReader {
    var rest: ArraySlice<UInt8>

    mutating func read() throws(JSONPath.Problem) -> [JSONPath.Step] {
        guard take("$") else { throw JSONPath.Problem(detail: "it does not begin with $") }
        var steps = [JSONPath.Step]()
        while !rest.isEmpty {
            if take("[") {
                steps.append(try bracket())
            } else if take(".") {
                if take(".") { steps.append(.descendants) }
                if take("[") {
                    guard case .descendants? = steps.last else { throw unexpected() }
                    steps.append(try bracket())
                } else {
                    steps.append(try name())
                }
            } else {
                throw unexpected()
            }
        }
        return steps
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    private func unexpected() -> JSONPath.Problem {
        let found = rest.isEmpty ? "the end" : "'\(String(decoding: rest.prefix(20), as: UTF8.self))'"
        return JSONPath.Problem(detail: "found \(found) where a step was expected")
    }

    private mutating func name() throws(JSONPath.Problem) -> JSONPath.Step {
        if take("*") { return .all }
        let name = rest.prefix { !".[]'\"*?()@ ".utf8.contains($0) }
        guard !name.isEmpty else { throw unexpected() }
        rest = rest.dropFirst(name.count)
        return .member(Array(name))
    }

    private mutating func bracket() throws(JSONPath.Problem) -> JSONPath.Step {
        let step: JSONPath.Step
        if take("*") {
            step = .all
        } else if rest.first == UInt8(ascii: "'") || rest.first == UInt8(ascii: "\"") {
            step = .member(try quoted())
        } else if rest.first == UInt8(ascii: "?") {
            throw JSONPath.Problem(detail: "filters such as [?(...)] are not supported")
        } else {
            let digits = rest.prefix { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
            guard let index = Int(String(decoding: digits, as: UTF8.self)) else { throw unexpected() }
            rest = rest.dropFirst(digits.count)
            step = .element(index)
        }
        if rest.first == UInt8(ascii: ",") || rest.first == UInt8(ascii: ":") {
            throw JSONPath.Problem(detail: "unions and slices such as [0,1] and [0:2] are not supported")
        }
        guard take("]") else { throw unexpected() }
        return step
    }

    /// A name in quotes, where a backslash takes the next character as it is.
    private mutating func quoted() throws(JSONPath.Problem) -> [UInt8] {
        let quote = rest.removeFirst()
        var name = [UInt8]()
        while let byte = rest.popFirst() {
            if byte == quote { return name }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { break }
                name.append(escaped)
            } else {
                name.append(byte)
            }
        }
        throw JSONPath.Problem(detail: "a quote is not closed")
    }
}

/// What a path finds in a document.
enum JSONMatch {
    case none
    case one(Range<Int>)
    /// Of a path that can mean several, any number.
    case many([Range<Int>])
}

extension JSONPath {
    /// Values that one path finds in one document at most.
    static let maximumMatches = 65_536

    /// The values that the path means. Parts of the document that the path does not touch are not checked.
    func find(in scanner: JSONScanner) throws(ExpressionError) -> JSONMatch {
        guard let document = scanner.document else { return .none }
        if isDefinite {
            var range = document
            for step in steps {
                guard let next = Self.single(step, range, scanner) else { return .none }
                range = next
            }
            return .one(range)
        }
        var found = [document]
        for step in steps {
            var next = [Range<Int>]()
            for range in found {
                next += try Self.several(step, range, scanner)
                try Self.check(next.count)
            }
            found = next
        }
        return .many(found)
    }

    static func check(_ count: Int) throws(ExpressionError) {
        guard count <= maximumMatches else {
            throw ExpressionError(
                .resultTooLarge, "a JSON path finds more than \(maximumMatches) values in one document")
        }
    }

    static func single(_ step: Step, _ range: Range<Int>, _ scanner: JSONScanner) -> Range<Int>? {
        var found: Range<Int>?
        switch step {
        case .member(let name):
            scanner.visitMembers(of: range) { key, value in
                guard let key, scanner.text(of: key) == name else { return key != nil }
                found = value
                return false
            }
        case .element(let index):
            guard scanner.kind(of: range) == .array else { return nil }
            if index < 0 {
                var elements = [Range<Int>]()
                scanner.visitMembers(of: range) { _, value in
                    elements.append(value)
                    return true
                }
                return elements.count + index >= 0 ? elements[elements.count + index] : nil
            }
            var position = 0
            scanner.visitMembers(of: range) { _, value in
                if position == index { found = value }
                position += 1
                return found == nil
            }
        case .all, .descendants: preconditionFailure("only steps to one value are taken one by one")
        }
        return found
    }

    private static func several(
        _ step: Step, _ range: Range<Int>, _ scanner: JSONScanner
    ) throws(ExpressionError) -> [Range<Int>] {
        switch step {
        case .member, .element: return single(step, range, scanner).map { [$0] } ?? []
        case .all: return members(of: range, scanner)
        case .descendants:
            var (found, pending) = ([Range<Int>](), [range])
            while let next = pending.popLast() {
                found.append(next)
                try check(found.count + pending.count)
                pending += members(of: next, scanner).reversed()
            }
            return found
        }
    }

    private static func members(of range: Range<Int>, _ scanner: JSONScanner) -> [Range<Int>] {
        var members = [Range<Int>]()
        scanner.visitMembers(of: range) { _, value in
            members.append(value)
            return true
        }
        return members
    }

    /// The paths of the values that the path means, such as `$['a'][0]`.
    func paths(in scanner: JSONScanner) throws(ExpressionError) -> [[UInt8]] {
        guard let document = scanner.document else { return [] }
        var found = [(range: document, path: Array("$".utf8))]
        var size = 0
        for step in steps {
            var next = [(range: Range<Int>, path: [UInt8])]()
            for (range, path) in found {
                var pending = [(range: range, path: path)]
                if case .descendants = step {
                    while let value = pending.popLast() {
                        next.append(value)
                        try Self.check(next.count + pending.count)
                        pending += Self.children(of: value, scanner).reversed()
                    }
                    continue
                }
                let children = Self.children(of: (range, path), scanner)
                switch step {
                case .all, .descendants: next += children
                case .member, .element:
                    guard let single = Self.single(step, range, scanner) else { continue }
                    next += children.filter { $0.range == single }
                }
                size += next.last?.path.count ?? 0
                try Self.check(next.count)
                try TextBytes.check(size, "jsonExtractKey")
            }
            found = next
        }
        return found.map(\.path)
    }

    private static func children(
        of value: (range: Range<Int>, path: [UInt8]), _ scanner: JSONScanner
    ) -> [(range: Range<Int>, path: [UInt8])] {
        var (children, index) = ([(range: Range<Int>, path: [UInt8])](), 0)
        scanner.visitMembers(of: value.range) { key, member in
            let name = key.map { Array("'".utf8) + scanner.text(of: $0) + Array("'".utf8) } ?? Array("\(index)".utf8)
            children.append((member, value.path + [UInt8(ascii: "[")] + name + [UInt8(ascii: "]")]))
            index += 1
            return true
        }
        return children
    }
}
