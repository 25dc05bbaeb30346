import TestSupport

extension TermGenerator {
    /// A call of one of the functions that make values of that type; nil if its operands did not come out right.
    mutating func function(_ type: LabType, _ depth: Int, exact: Bool) -> Term? {
        let fitting = LabFunction.all.filter { $0.type == type && !(exact && $0.isApproximate) }
        if fitting.isEmpty { return nil }
        let function = random.pick(fitting)
        let operands = function.parameters.map { term($0.type, depth: depth) }
        for (operand, parameter) in zip(operands, function.parameters) {
            guard parameter.accepts(operand.facts) else { return nil }
        }
        // Literals of instants are texts until they meet a TIMESTAMP.
        var facts = Facts(operands, isConditional: function.isConditional)
        facts.bound = function.bound ?? operands.map(\.facts.bound).max() ?? .infinity
        facts.fraction = function.fraction
        facts.isApproximate = facts.isApproximate || function.isApproximate
        return Term(type, function.martlet, duck: function.duck, operands, facts: facts)
    }
}
