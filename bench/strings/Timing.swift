/// The least time of five runs, in nanoseconds.
func best(_ body: () -> Int) -> Double {
    var (least, sum) = (Double.infinity, 0)
    for _ in 0..<5 {
        let time = ContinuousClock().measure { sum &+= body() }
        least = min(least, Double(time.components.attoseconds) / 1e9 + Double(time.components.seconds) * 1e9)
    }
    precondition(sum != 1, "the work is not left out")
    return least
}

extension String {
    func filled(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
