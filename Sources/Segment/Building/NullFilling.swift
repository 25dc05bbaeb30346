/// Puts values in the place of NULLs.
enum NullFilling {
    /// The elements with each NULL's replaced by that of the row before it, or of the first row that has one: so that
    /// NULLs neither widen the bounds of a block nor break an order. One element at least must not be NULL's.
    static func fill<Element>(_ elements: [Element], _ data: ColumnData) -> [Element] {
        if data.nulls.isEmpty || !data.valueStarts.isEmpty { return elements }
        guard let first = data.nulls.firstIndex(of: false) else { preconditionFailure("a row that is not NULL") }
        var (result, last) = (elements, elements[first])
        for row in result.indices {
            if data.nulls[row] { result[row] = last } else { last = result[row] }
        }
        return result
    }
}
