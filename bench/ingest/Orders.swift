import BenchSupport
import Bytes

/// Events of orders as a delivery service's applications send them: 17 members, about 300 bytes of JSON.
///
/// Event `n` is always the same. Five events or so share an order's number, and come near each other.
struct Orders {
    static let schema = """
        {"schemaName":"orders","dimensionFieldSpecs":[
        {"name":"order_id","dataType":"STRING"},{"name":"restaurant_id","dataType":"LONG"},
        {"name":"restaurant","dataType":"STRING"},{"name":"city","dataType":"STRING"},
        {"name":"customer_id","dataType":"LONG"},{"name":"courier_id","dataType":"INT"},
        {"name":"status","dataType":"STRING"},{"name":"payment","dataType":"STRING"},
        {"name":"currency","dataType":"STRING"},{"name":"is_first","dataType":"BOOLEAN"},
        {"name":"comment","dataType":"STRING"}],
        "metricFieldSpecs":[{"name":"items","dataType":"INT"},{"name":"amount","dataType":"DOUBLE"},
        {"name":"tip","dataType":"DOUBLE"},{"name":"latitude","dataType":"DOUBLE"},
        {"name":"longitude","dataType":"DOUBLE"}],
        "dateTimeFieldSpecs":[{"name":"event_time","dataType":"TIMESTAMP","format":"TIMESTAMP",
        "granularity":"1:MILLISECONDS"}]}
        """

    static let restaurantCount = 5000
    static let customerCount = 200_000

    /// 2026-03-01T00:00:00Z, in milliseconds.
    private static let start: Int64 = 1_772_323_200_000
    private static let eventsPerOrder = 5
    /// Orders that are under way at one time.
    private static let underWay = 2000
    private static let statuses = ["placed", "accepted", "ready", "picked_up", "delivered", "cancelled"]
    private static let payments = ["card", "cash", "paypal", "voucher", "apple_pay"]
    private static let words = [
        "please", "ring", "the", "bell", "leave", "at", "door", "no", "onions", "extra", "sauce", "third", "floor",
        "call", "me", "late", "cold", "great", "thanks", "gate", "code",
    ]
    private static let cities = [
        ("Amsterdam", 52.37, 4.9), ("Barcelona", 41.39, 2.17), ("Berlin", 52.52, 13.4), ("Lisbon", 38.72, -9.14),
        ("London", 51.51, -0.13), ("Malmö", 55.6, 13.0), ("Milan", 45.46, 9.19), ("Paris", 48.86, 2.35),
        ("Prague", 50.08, 14.44), ("Vienna", 48.21, 16.37), ("Warsaw", 52.23, 21.01), ("Zürich", 47.38, 8.54),
    ]

    private var random = SplitMix64(seed: 17)
    private let restaurants: ZipfRanks
    private let customers: ZipfRanks

    init() {
        restaurants = ZipfRanks(Self.restaurantCount, &random)
        customers = ZipfRanks(Self.customerCount, &random)
    }

    /// Appends event `number` and a newline.
    mutating func append(_ number: Int, to text: inout [UInt8]) {
        let order = number / Self.eventsPerOrder + random.below(Self.underWay)
        let restaurant = restaurants.draw(&random)
        let (city, latitude, longitude) = Self.cities[restaurant % Self.cities.count]
        text += "{\"order_id\":\"".utf8
        Self.append(hexadecimal: UInt64(order) &* 0x9E37_79B9_7F4A_7C15, to: &text)
        text += "\",\"restaurant_id\":\(restaurant),\"restaurant\":\"Restaurant \(restaurant / 2)\"".utf8
        text += ",\"city\":\"\(city)\",\"customer_id\":\(customers.draw(&random) + 1_000_000)".utf8
        text += ",\"courier_id\":\(random.below(3000)),\"status\":\"\(random.pick(Self.statuses))\"".utf8
        text += ",\"payment\":\"\(random.pick(Self.payments))\",\"currency\":\"EUR\"".utf8
        text += ",\"is_first\":\(random.oneIn(20)),\"items\":\(random.within(1...6)),\"amount\":".utf8
        Self.append(cents: random.within(350...14_000), to: &text)
        text += ",\"tip\":".utf8
        Self.append(cents: random.oneIn(3) ? 50 * random.below(12) : 0, to: &text)
        text += ",\"latitude\":\(Self.near(latitude, &random)),\"longitude\":\(Self.near(longitude, &random))".utf8
        text += ",\"comment\":".utf8
        appendComment(to: &text)
        text += ",\"event_time\":\(Self.start + Int64(number) * 20 + Int64(random.below(800)))}\n".utf8
    }

    private mutating func appendComment(to text: inout [UInt8]) {
        guard random.oneIn(4) else {
            text += "null".utf8
            return
        }
        let count = random.within(3...9)
        let words = (0..<count).map { _ in random.pick(Self.words) }
        text += "\"\(words.joined(separator: " "))\"".utf8
    }

    /// A place within some ten kilometres, to a metre.
    private static func near(_ degrees: Double, _ random: inout SplitMix64) -> Double {
        let millionths = Int((degrees * 1e6).rounded()) + 10 * random.within(-9999...9999)
        return Double(millionths) / 1e6
    }

    private static func append(cents: Int, to text: inout [UInt8]) {
        text += "\(cents / 100).\(cents / 10 % 10)\(cents % 10)".utf8
    }

    private static func append(hexadecimal word: UInt64, to text: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for shift in stride(from: 60, through: 0, by: -4) { text.append(digits[Int(word >> UInt64(shift) & 15)]) }
    }
}

/// Whom a query asks about: each restaurant, customer and courier as often as the next, but for the busiest hundredth,
/// single ones of which have a tenth of all orders.
struct Picks {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    var restaurant: Int { mutating get { random.within(Orders.restaurantCount / 100...Orders.restaurantCount - 1) } }
    var customer: Int {
        mutating get { 1_000_000 + random.within(Orders.customerCount / 100...Orders.customerCount - 1) }
    }
    var courier: Int { mutating get { random.below(3000) } }
}
