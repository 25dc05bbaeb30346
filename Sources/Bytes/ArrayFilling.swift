extension Array where Element: BitwiseCopyable {
    /// Makes the array `count` elements long and lets `body` overwrite all of them.
    ///
    /// Allocates only if the capacity is smaller than `count`; what the array held before is lost.
    @inline(__always)
    mutating func overwrite(
        count newCount: Int, placeholder: Element, _ body: (UnsafeMutablePointer<Element>) -> Void
    ) {
        if count > newCount {
            removeLast(count - newCount)
        } else if count < newCount {
            reserveCapacity(newCount)
            append(contentsOf: repeatElement(placeholder, count: newCount - count))
        }
        if newCount == 0 { return }
        withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
