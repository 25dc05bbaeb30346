import Glibc

/// Something to measure: the values that one call processes, and the call.
struct Candidate {
    let name: String
    let values: Int
    let run: () -> Void
}

/// Time that this thread has had on a processor, so that what else runs on the machine disturbs less.
func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Calls of one candidate that are timed together take about this long.
let sampleSeconds = 0.002
let rounds = 9

/// Millions of values per second of each candidate: the median of rounds in which they take turns.
func measure(_ candidates: [Candidate]) -> [Double] {
    let repetitions = candidates.map { candidate -> Int in
        candidate.run()
        let start = seconds()
        candidate.run()
        return max(1, Int(sampleSeconds / max(seconds() - start, 1e-9)))
    }
    var samples = candidates.map { _ in [Double]() }
    for _ in 0..<rounds {
        for (index, candidate) in candidates.enumerated() {
            let start = seconds()
            for _ in 0..<repetitions[index] { candidate.run() }
            let elapsed = seconds() - start
            samples[index].append(Double(candidate.values * repetitions[index]) / elapsed / 1e6)
        }
    }
    return samples.map { $0.sorted()[rounds / 2] }
}

func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

/// A row of a Markdown table.
func row(_ cells: [String]) -> String { "| " + cells.map { padded($0, 7) }.joined(separator: " | ") + " |" }

/// Prints a table: a line per width, a column per candidate; a candidate that a width lacks is a dash.
func table(_ title: String, _ widths: [Int], _ candidates: (Int) -> [Candidate]) {
    print("\n### \(title)\n")
    var names: [String] = []
    for width in widths {
        let measured = candidates(width)
        if names.isEmpty {
            names = measured.map(\.name)
            print(row(["bits"] + names))
            print("|" + String(repeating: "---:|", count: names.count + 1))
        }
        let rates = measure(measured)
        let cells = names.map { name in
            measured.firstIndex { $0.name == name }.map { String(Int(rates[$0])) } ?? "-"
        }
        print(row([String(width)] + cells))
        fflush(nil)
    }
}
