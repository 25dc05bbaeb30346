/// Finds the name that was probably meant.
public enum NameSuggestion {
    /// Names longer than this are not compared: no one mistypes them, and the cost is quadratic.
    static let maximumLength = 64

    /// `; did you mean X?` for the candidate with the fewest edits, at most a third of its length; else nothing.
    public static func hint(for name: String, among candidates: [String]) -> String {
        let wanted = Array(name.lowercased().unicodeScalars)
        guard wanted.count <= maximumLength else { return "" }
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            guard scalars.count <= maximumLength else { continue }
            let distance = editDistance(wanted, scalars)
            if distance <= max(1, scalars.count / 3) && distance < best?.distance ?? .max {
                best = (distance, candidate)
            }
        }
        guard let best else { return "" }
        return "; did you mean \(best.name)?"
    }

    /// The number of letters to insert, drop, exchange or swap with their neighbours: Levenshtein's distance extended
    /// by Damerau's transpositions, each part of a name edited once, by Wagner and Fischer's algorithm.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var (beforeLast, last) = ([Int](), Array(0...right.count))
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var best = min(current[column], last[column + 1]) + 1
                best = min(best, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
