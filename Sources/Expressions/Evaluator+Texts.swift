import Bytes
import SQL
import Schema

extension Evaluator {
    /// Bytes that `||` makes at most for one row.
    static let maximumTextBytes = 1 << 20

    static func texts(_ vector: Vector) -> [ByteString] {
        guard case .strings(let values) = vector.values else { preconditionFailure("the operation is bound to text") }
        return values
    }

    static func concatenate(_ left: Vector, _ right: Vector) throws(ExpressionError) -> Vector {
        let nulls = Vector.unionNulls(left.nulls, right.nulls)
        let (heads, tails) = (texts(left), texts(right))
        var result = [ByteString]()
        result.reserveCapacity(heads.count)
        for row in heads.indices {
            if !nulls.isEmpty && nulls[row] {
                result.append(ByteString([]))
                continue
            }
            let count = heads[row].count + tails[row].count
            guard count <= maximumTextBytes else {
                throw ExpressionError(
                    .overflow, "|| makes a text of \(count) bytes, the limit is \(maximumTextBytes)")
            }
            result.append(ByteString(heads[row].bytes + tails[row].bytes))
        }
        return Vector(.strings(result), nulls: nulls)
    }

    static func like(
        _ subject: Vector, _ patterns: Vector, _ style: LikePattern.Style
    ) throws(ExpressionError) -> Vector {
        let nulls = Vector.unionNulls(subject.nulls, patterns.nulls)
        let (texts, patterns) = (texts(subject), texts(patterns))
        var flags = [Int64]()
        flags.reserveCapacity(texts.count)
        var compiled: (text: ByteString, pattern: LikePattern)?
        for row in texts.indices {
            if !nulls.isEmpty && nulls[row] {
                flags.append(0)
                continue
            }
            if compiled?.text != patterns[row] {
                do { compiled = (patterns[row], try LikePattern(patterns[row], style)) } catch {
                    throw ExpressionError(.invalidQuery, "a LIKE pattern ends with its escape character")
                }
            }
            flags.append(compiled?.pattern.matches(texts[row]) == true ? 1 : 0)
        }
        return Vector(.integers(flags), nulls: nulls)
    }

    static func matches(_ subject: Vector, _ expression: RegularExpression) throws(ExpressionError) -> Vector {
        let matcher = expression.matcher()
        let texts = texts(subject)
        var flags = [Int64]()
        flags.reserveCapacity(texts.count)
        for row in texts.indices {
            if subject.isNull(row) {
                flags.append(0)
                continue
            }
            do { flags.append(try matcher.isFound(in: texts[row]) ? 1 : 0) } catch { throw ExpressionError(error) }
        }
        return Vector(.integers(flags), nulls: subject.nulls)
    }
}

extension ExpressionError {
    /// What went wrong with a pattern, at its place in the statement if that is known.
    init(_ error: RegularExpressionError, at location: SourceLocation? = nil) {
        let detail = "the regular expression: \(error.message)"
        switch error {
        case .malformed, .patternTooLong: self.init(.invalidQuery, at: location, detail)
        case .limitExceeded, .failed: self.init(.resourcesExceeded, at: location, detail)
        }
    }
}
