import Bytes
import Schema

/// How different two texts are, in code points.
enum DistanceFunctions {
    /// Code points of a text whose edit distance is computed, which takes time by the product of both lengths.
    static let maximumLength = 4096

    static let all: [ScalarFunction] = [
        ScalarFunction(
            "hammingDistance", [.string, .string], .int,
            "The number of positions at which texts of one length differ; -1 for different lengths."
        ) { (left: ByteString, right: ByteString) -> Int64 in
            let (left, right) = (TextBytes.scalars(left), TextBytes.scalars(right))
            guard left.count == right.count else { return -1 }
            return Int64(zip(left, right).count { $0 != $1 })
        },
        ScalarFunction(
            "levenshteinDistance", [.string, .string], .int,
            "The number of code points to insert, drop or exchange to turn one text into the other."
        ) { (left: ByteString, right: ByteString) throws(ExpressionError) in
            let (left, right) = (TextBytes.scalars(left), TextBytes.scalars(right))
            guard left.count <= maximumLength && right.count <= maximumLength else {
                throw ExpressionError(
                    .invalidArgument, "levenshteinDistance takes texts of at most \(maximumLength) code points")
            }
            return Int64(editDistance(left, right))
        },
    ]

    /// By Wagner and Fischer's algorithm, one row at a time.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (index, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (scalar == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, min(diagonal, row[column]) + 1)
            }
        }
        return row[right.count]
    }
}
