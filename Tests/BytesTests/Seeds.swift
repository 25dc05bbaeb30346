/// The seeds of the random tests; a failing one is an argument of the failing test case.
let seeds: [UInt64] = Array(1...20)
