import SQL
import Schema

extension Binder {
    /// A condition, or for a list whether one of its elements meets it.
    func forAnyElement(
        of operand: BoundExpression, _ condition: (BoundExpression) throws(ExpressionError) -> BoundExpression
    ) throws(ExpressionError) -> BoundExpression {
        guard operand.type.isList else { return folded(try condition(operand)) }
        if operand.isNullConstant { return .constant(.null, .boolean) }
        return .anyElement(operand, condition: folded(try condition(.element(ValueType(operand.type.element)))))
    }

    /// Lists are refused by everything that does not say that it takes them.
    func refuseList(_ operand: BoundExpression, _ operation: String, at location: SourceLocation)
        throws(ExpressionError)
    {
        guard operand.type.isList else { return }
        throw ExpressionError(
            .typeMismatch, at: location, "\(operation) takes single values, found \(operand.type.name)")
    }

    func array(_ elements: [Expression], depth: Int) throws(ExpressionError) -> BoundExpression {
        var bound = [BoundExpression]()
        for element in elements {
            let next = try bind(element, depth: depth)
            try refuseList(next, "ARRAY", at: element.location)
            bound.append(next)
        }
        let (values, type) = try unified(bound, elements.map(Optional.init), "ARRAY", at: elements.map(\.location))
        if values.contains(where: \.isNullConstant) { return .constant(.null, .list(type.element)) }
        return folded(.array(values, .list(type.element)))
    }
}
