import Schema

/// Computes a function for the rows of a batch.
typealias FunctionBody = @Sendable (FunctionArguments) throws(ExpressionError) -> Vector

/// The arguments of a call for the rows of a batch.
struct FunctionArguments: Sendable {
    /// In order, without those that were literals.
    let vectors: [Vector]
    /// Of a function that propagates NULLs, the rows whose result is NULL anyway; empty if there are none.
    let nulls: [Bool]
    let count: Int

    @inline(__always)
    func isSkipped(_ row: Int) -> Bool { !nulls.isEmpty && nulls[row] }
}

/// A function with one of its forms chosen and its literals read: what the evaluator runs.
///
/// Two of them are equal if they are the same form of the same function; the arguments of the call, literals
/// included, are compared with it.
public struct BoundFunction: Hashable, Sendable {
    public let name: String
    public let propagatesNulls: Bool
    public let canFail: Bool
    /// Which of the function's forms.
    let form: Int
    /// Positions of arguments that are not computed, because `body` knows them.
    let literals: Set<Int>
    let body: FunctionBody

    public static func == (left: BoundFunction, right: BoundFunction) -> Bool {
        left.name == right.name && left.form == right.form
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(form)
    }
}
