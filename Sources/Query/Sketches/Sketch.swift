/// A summary of the values of one group in bounded memory, from which one figure is estimated.
///
/// The same values in the same order, merged in the same way, give the same sketch: hashes have fixed seeds, and
/// nothing is drawn at random.
protocol Sketch {
    associatedtype Element
    mutating func add(_ element: Element)
    /// Takes the values of another sketch with the same parameters.
    mutating func merge(_ other: Self)
    /// Bytes on the heap, at least roughly.
    var bytes: Int { get }
}

/// A sketch from which the number of distinct hashes is estimated.
protocol CountingSketch: Sketch where Element == UInt64 {
    mutating func estimate() -> Int64
}

/// A sketch from which quantiles of doubles are estimated.
protocol QuantileSketch: Sketch where Element == Double {
    /// The value below which that share of the values lies; nil if there are none.
    mutating func quantile(_ share: Double) -> Double?
}
