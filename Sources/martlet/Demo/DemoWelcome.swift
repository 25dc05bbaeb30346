import Foundation
import HTTPAPI

/// What the demonstration says first: commands that work as printed.
enum DemoWelcome {
    static func print(address: ListenAddress, progress: DemoProgress, rate: Int) {
        let url = "http://\(address)"
        let pace = rate == 0 ? "as fast as they go" : "at \(Console.grouped(rate)) rows/s"
        Console.line(
            """

            Orders arrive in topic and table 'orders' \(pace), from number \(progress.firstOrder) on \
            (\(Console.grouped(progress.rowsBefore)) rows were there). Try, in another terminal:

            curl -s \(url)/query/sql -d '{"sql":"\(cities)"}'
            curl -s '\(url)/topics/orders/records?partition=0&limit=3'
            curl -s \(url)/tables/orders/consumingSegmentsInfo
            \(executable) sql --url \(url) "\(restaurants)"

            Ctrl-C stops; starting again finds every row.

            """)
    }

    private static let cities =
        "SELECT city, COUNT(*), SUM(amount) FROM orders GROUP BY city ORDER BY COUNT(*) DESC LIMIT 5"

    private static let restaurants =
        "SELECT restaurant, COUNT(*), AVG(amount) FROM orders WHERE status = 'delivered' "
        + "GROUP BY restaurant ORDER BY COUNT(*) DESC LIMIT 5"

    /// This program as a shell takes it, wherever it is called from.
    private static var executable: String {
        let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        return isPlain ? path : "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
