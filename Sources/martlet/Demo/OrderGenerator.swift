import Foundation
import HTTPAPI

/// Synthetic orders. Order `n` of a seed is always the same, whenever and after however many restarts it is made;
/// only its time is the caller's.
struct OrderGenerator {
    let seed: UInt64

    /// Smallest and largest amount of one item, in cents.
    private static let itemCents: ClosedRange<UInt64> = 350...2_450
    private static let maximumItems: UInt64 = 6
    private static let customers: UInt64 = 50_000

    /// The record of one order: its key is the order's number, its value a JSON object.
    func record(orderID: Int64, milliseconds: Int64) -> (key: [UInt8]?, value: [UInt8]) {
        var random = SplitMix64(seed: seed ^ UInt64(bitPattern: orderID) &* 0x9E37_79B9_7F4A_7C15)
        let restaurant = OrderNames.restaurant(rank: rank(&random, count: OrderNames.restaurantCount))
        let items = 1 + random.next(below: Self.maximumItems)
        let span = Self.itemCents.upperBound - Self.itemCents.lowerBound + 1
        let cents = (0..<items).reduce(0) { sum, _ in sum + Self.itemCents.lowerBound + random.next(below: span) }
        let customer = 1 + random.next(below: Self.customers)
        let status = OrderNames.status(percent: Int(random.next(below: 100)))
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("order_id", orderID)
            writer.member("restaurant", restaurant.name)
            writer.member("city", restaurant.city)
            writer.member("status", status)
            writer.member("items", items)
            writer.key("amount")
            writer.raw(Array((Double(cents) / 100).description.utf8))
            writer.member("customer_id", customer)
            writer.member("event_time", milliseconds)
        }
        return (Array(String(orderID).utf8), writer.bytes)
    }

    /// A rank from 0 with a probability that falls with 1/(rank + 1), as Zipf found for words: the first of 300
    /// restaurants gets a ninth of all orders.
    private func rank(_ random: inout SplitMix64, count: Int) -> Int {
        let value = exp(random.nextUnit() * log(Double(count + 1)))
        return min(count - 1, max(0, Int(value) - 1))
    }
}

/// Sebastiano Vigna's SplitMix64: 64 bits of state, good enough for data to play with.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number below `bound`, by the high half of a product; the bias of 2^-64 · bound does not matter here.
    mutating func next(below bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

    /// A number from 0 up to and without 1.
    mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
