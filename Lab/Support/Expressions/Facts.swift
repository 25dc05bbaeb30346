/// What the generator knows about the values of a term, in both engines.
struct Facts: Sendable {
    /// Whether computing the term can end the query with an error.
    enum Failure: Int, Comparable, Sendable {
        case never
        /// It depends on the order in which an engine evaluates.
        case conditional
        /// Wherever a row has the values for it, in both engines.
        case certain

        static func < (left: Failure, right: Failure) -> Bool { left.rawValue < right.rawValue }
    }

    /// No value is greater in magnitude; infinity if that is not known.
    var bound = Double.infinity
    /// Every value is a multiple of 2 to the minus this; nil for any double. Sums of such values are exact.
    var fraction: Int? = 0
    /// Whether the engines may differ in the last bits.
    var isApproximate = false
    /// Whether the last bits depend on the order of the rows.
    var dependsOnOrder = false
    var mayBeNaN = false
    var failure = Failure.never
    var isConstant = true

    init(bound: Double = .infinity, fraction: Int? = 0) {
        self.bound = bound
        self.fraction = fraction
    }

    /// What follows from the operands alone.
    init(_ operands: [Term], isConditional: Bool = false) {
        for operand in operands.map(\.facts) {
            isApproximate = isApproximate || operand.isApproximate
            dependsOnOrder = dependsOnOrder || operand.dependsOnOrder
            mayBeNaN = mayBeNaN || operand.mayBeNaN
            failure = max(failure, isConditional ? min(operand.failure, .conditional) : operand.failure)
            isConstant = isConstant && operand.isConstant
        }
    }

    /// Whether both engines have the same bits, so that values may be compared, grouped and sorted by.
    var isExact: Bool { !isApproximate && !mayBeNaN }

    /// Whether the sum of so many values is the same in any order.
    func sumsExactly(_ count: Int) -> Bool {
        guard isExact, let fraction else { return false }
        return bound * Double(count) * Double(1 << min(fraction, 60)) < 0x1p53
    }
}
