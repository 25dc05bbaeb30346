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
            if distance <= max(1, scalars.count / 3) && distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        guard let best else { return "" }
        return "; did you mean \(best.name)?"
    }

    /// Levenshtein's distance by Wagner and Fischer's algorithm, one row at a time.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (index, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (scalar == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
