import BenchSupport
import Bytes
import Schema

/// What happens to the orders of a delivery service in a month, as it arrives: 5 million events of a million orders,
/// with 50,000 restaurants and 300,000 customers, of which few are frequent and most are rare.
struct OrderEvents {
    static let orders = 1_000_000
    static let restaurants = 50_000
    static let customers = 300_000
    static let cities = 240
    /// 2026-03-01T00:00:00Z, in milliseconds.
    private static let start: Int64 = 1_772_323_200_000
    private static let month: Int64 = 30 * 86_400_000
    private static let eventsPerOrder = 5

    private struct Event {
        /// When it came in, and when it happened, in milliseconds.
        var arrival: Int64
        var time: Int64
        var order: Int32
        var status: UInt8
        /// Position in the list of comments, or nil.
        var comment: UInt32?
    }

    private var random: SplitMix64
    private var comments: CommentWriter
    private var events: [Event] = []
    private var restaurantOf: [UInt32] = []
    private var customerOf: [UInt32] = []
    private var itemsOf: [Int64] = []
    private var amountOf: [Double] = []
    /// Events that cancelled orders did not have; delivered ones are rated until the balance is right again.
    private var missing = 0

    private init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        comments = CommentWriter(&random)
        events.reserveCapacity(Self.orders * Self.eventsPerOrder)
    }

    static func generate(seed: UInt64) -> Dataset {
        var generator = OrderEvents(seed: seed)
        generator.makeOrders()
        return Dataset(name: "orders", columns: generator.columns(), clusteringColumn: "restaurant_id")
    }

    private mutating func makeOrders() {
        let restaurants = ZipfRanks(Self.restaurants, &random)
        let customers = ZipfRanks(Self.customers, &random)
        for order in 0..<Self.orders {
            restaurantOf.append(UInt32(restaurants.draw(&random)))
            customerOf.append(UInt32(customers.draw(&random)))
            let items = min(random.within(1...6), random.within(1...12))
            itemsOf.append(Int64(items))
            let cents = (0..<items).reduce(0) { sum, _ in
                sum + random.within(3...24) * 100 + random.pick([0, 50, 90, 99])
            }
            amountOf.append(Double(cents) / 100)
            makeEvents(Int32(order))
        }
        // Arrivals that are equal keep the order in which they were made: the sort must not depend on its algorithm.
        events.sort { ($0.arrival, $0.order, $0.status) < ($1.arrival, $1.order, $1.status) }
    }

    private mutating func makeEvents(_ order: Int32) {
        var time = Self.start + Int64(random.below(Int(Self.month)))
        let isCancelled = random.oneIn(16)
        let steps = isCancelled ? random.within(1...3) : Self.eventsPerOrder
        for step in 0..<steps {
            add(order, time, step)
            time += Int64(random.within(60_000...900_000))
        }
        if isCancelled {
            add(order, time, OrderStatus.cancelled)
            missing += Self.eventsPerOrder - steps - 1
        } else if missing > 0 {
            add(order, time, OrderStatus.rated)
            missing -= 1
        }
    }

    private mutating func add(_ order: Int32, _ time: Int64, _ status: Int) {
        // Most events come in within a second, some over bad networks.
        let delay = random.oneIn(200) ? random.below(60_000) : random.below(800)
        let odds = OrderStatus.commentPercent[status]
        let comment = random.below(100) < odds ? comments.write(&random) : nil
        events.append(
            Event(arrival: time + Int64(delay), time: time, order: order, status: UInt8(status), comment: comment))
    }
}

extension OrderEvents {
    private mutating func columns() -> [Dataset.Column] {
        let cityOfRestaurant = drawCities()
        let cityNames = (0..<Self.cities).map { OrderWords.city($0) }
        let identifiers = (0..<Self.orders).map { _ in uuid() }
        let orders = events.map { Int($0.order) }
        let noComment = events.map { $0.comment == nil }
        return [
            .strings("order_id", events.map { UInt32($0.order) }, identifiers),
            .strings("status", events.map { UInt32($0.status) }, OrderStatus.names),
            .integers("restaurant_id", orders.map { Int64(restaurantOf[$0]) + 1 }),
            .integers("customer_id", orders.map { Int64(customerOf[$0]) + 1 }),
            .strings("city", orders.map { cityOfRestaurant[Int(restaurantOf[$0])] }, cityNames),
            .strings("comment", events.map { $0.comment ?? 0 }, comments.written, nulls: noComment),
            .integers("items", orders.map { itemsOf[$0] }, role: .metric),
            .doubles("amount", orders.map { amountOf[$0] }),
            .integers("event_time", events.map(\.time), type: .timestamp, role: .dateTime),
        ]
    }

    private mutating func drawCities() -> [UInt32] {
        let ranks = ZipfRanks(Self.cities, &random)
        return (0..<Self.restaurants).map { _ in UInt32(ranks.draw(&random)) }
    }

    /// 32 hexadecimal digits in five groups.
    private mutating func uuid() -> ByteString {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for group in [8, 4, 4, 4, 12] {
            if !text.isEmpty { text.append(UInt8(ascii: "-")) }
            for _ in 0..<group { text.append(random.pick(digits)) }
        }
        return ByteString(text)
    }
}
