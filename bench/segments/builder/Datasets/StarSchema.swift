import BenchSupport
import Bytes
import Schema

/// `lineorder_flat` of the Star Schema Benchmark at scale factor 1: LINEORDER joined with CUSTOMER, SUPPLIER and PART,
/// and with the year, month and week of DATE, sorted by order date and order key.
///
/// Follows O'Neil, O'Neil and Chen, "Star Schema Benchmark", revision 3 (2009), and where that refers to it, TPC-H:
/// orders use 8 of 32 keys, a third of the customers order nothing, days are as likely as each other.
struct StarSchema {
    static let customers = 30_000
    static let suppliers = 2_000
    static let parts = 200_000
    static let orders = 1_500_000

    private let customers: StarSchemaParties
    private let suppliers: StarSchemaParties
    private let parts: StarSchemaParts
    private var random: SplitMix64
    private var lines = StarSchemaLines()

    private init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        customers = StarSchemaParties(Self.customers, prefix: "Customer", &random)
        suppliers = StarSchemaParties(Self.suppliers, prefix: "Supplier", &random)
        parts = StarSchemaParts(Self.parts, &random)
    }

    static func generate(seed: UInt64) -> Dataset {
        var generator = StarSchema(seed: seed)
        generator.makeOrders()
        return Dataset(
            name: "lineorder_flat", columns: generator.lineColumns() + generator.dimensionColumns(),
            clusteringColumn: "LO_CUSTKEY")
    }

    /// Draws the day of each order first, so that orders can be made in the order of the table.
    private mutating func makeOrders() {
        var ordersOfDay = [[Int32]](repeating: [], count: StarSchemaCalendar.orderDays)
        for order in 0..<Self.orders {
            ordersOfDay[random.below(StarSchemaCalendar.orderDays)].append(Int32(order))
        }
        let calendar = StarSchemaCalendar()
        for (day, orders) in ordersOfDay.enumerated() {
            for order in orders { makeOrder(Int(order), day: day, calendar) }
        }
    }

    private mutating func makeOrder(_ number: Int, day: Int, _ calendar: StarSchemaCalendar) {
        var order = StarSchemaLines.Order(
            key: number / 8 * 32 + number % 8 + 1, day: calendar.days[day], customer: drawCustomer(),
            priority: random.below(StarSchemaValues.orderPriorities.count))
        for _ in 0..<random.within(1...7) {
            order.lines.append(
                StarSchemaLines.Line(
                    part: random.within(1...Self.parts), supplier: random.within(1...Self.suppliers),
                    quantity: random.within(1...50), discount: random.within(0...10), tax: random.within(0...8),
                    commitDate: calendar.days[day + random.within(30...90)].date,
                    shipMode: random.below(StarSchemaValues.shipModes.count)))
        }
        lines.append(order)
    }

    private mutating func drawCustomer() -> Int {
        while true {
            let key = random.within(1...Self.customers)
            if key % 3 != 0 { return key }
        }
    }
}

extension StarSchema {
    private func lineColumns() -> [Dataset.Column] {
        func dimension(_ name: String, _ values: [Int32]) -> Dataset.Column {
            .integers(name, values.map { Int64($0) })
        }
        func metric(_ name: String, _ values: [Int32]) -> Dataset.Column {
            .integers(name, values.map { Int64($0) }, role: .metric)
        }
        func choice(_ name: String, _ values: [Int32], _ list: [String]) -> Dataset.Column {
            .strings(name, values.map { UInt32($0) }, list.map { ByteString($0) })
        }
        return [
            dimension("LO_ORDERKEY", lines.orderKey), dimension("LO_LINENUMBER", lines.lineNumber),
            dimension("LO_CUSTKEY", lines.customer), dimension("LO_PARTKEY", lines.part),
            dimension("LO_SUPPKEY", lines.supplier), dimension("LO_ORDERDATE", lines.orderDate),
            choice("LO_ORDERPRIORITY", lines.priority, StarSchemaValues.orderPriorities),
            dimension("LO_SHIPPRIORITY", lines.orderKey.map { _ in 0 }), metric("LO_QUANTITY", lines.quantity),
            metric("LO_EXTENDEDPRICE", lines.extendedPrice), metric("LO_ORDTOTALPRICE", lines.orderTotalPrice),
            metric("LO_DISCOUNT", lines.discount), metric("LO_REVENUE", lines.revenue),
            metric("LO_SUPPLYCOST", lines.supplyCost), metric("LO_TAX", lines.tax),
            dimension("LO_COMMITDATE", lines.commitDate),
            choice("LO_SHIPMODE", lines.shipMode, StarSchemaValues.shipModes), dimension("D_YEAR", lines.year),
            dimension("D_YEARMONTHNUM", lines.yearMonth), dimension("D_WEEKNUMINYEAR", lines.week),
        ]
    }

    private func dimensionColumns() -> [Dataset.Column] {
        partyColumns("C", customers, lines.customer)
            + [
                strings(
                    "C_MKTSEGMENT", lines.customer, marketSegments,
                    StarSchemaValues.marketSegments.map { ByteString($0) })
            ] + partyColumns("S", suppliers, lines.supplier) + partColumns()
    }

    /// Depends on the customer's key alone, and takes no number from the generator of the lines.
    private var marketSegments: [Int] {
        var random = SplitMix64(seed: UInt64(Self.customers))
        return (0..<Self.customers).map { _ in random.below(StarSchemaValues.marketSegments.count) }
    }

    private func partyColumns(_ prefix: String, _ parties: StarSchemaParties, _ keys: [Int32]) -> [Dataset.Column] {
        let nations = StarSchemaValues.nations.map { ByteString($0.name) }
        let regions = StarSchemaValues.nations.map { ByteString($0.region) }
        let distinctRegions = Array(Set(regions)).sorted()
        let regionOf = regions.map { region in distinctRegions.firstIndex(of: region) ?? 0 }
        let own = Array(parties.names.indices)
        return [
            strings("\(prefix)_NAME", keys, own, parties.names),
            strings("\(prefix)_ADDRESS", keys, own, parties.addresses),
            strings("\(prefix)_CITY", keys, parties.cities, StarSchemaParties.cityNames),
            strings("\(prefix)_NATION", keys, parties.nations, nations),
            strings("\(prefix)_REGION", keys, parties.nations.map { regionOf[$0] }, distinctRegions),
            strings("\(prefix)_PHONE", keys, own, parties.phones),
        ]
    }

    private func partColumns() -> [Dataset.Column] {
        [
            strings("P_NAME", lines.part, parts.names, StarSchemaParts.nameList),
            strings("P_MFGR", lines.part, parts.manufacturers, StarSchemaParts.manufacturerList),
            strings("P_CATEGORY", lines.part, parts.categories, StarSchemaParts.categoryList),
            strings("P_BRAND", lines.part, parts.brands, StarSchemaParts.brandList),
            strings("P_COLOR", lines.part, parts.colours, StarSchemaValues.colours.map { ByteString($0) }),
            strings("P_TYPE", lines.part, parts.types, StarSchemaValues.types.map { ByteString($0) }),
            .integers("P_SIZE", lines.part.map { Int64(parts.sizes[Int($0) - 1]) }),
            strings("P_CONTAINER", lines.part, parts.containers, StarSchemaValues.containers.map { ByteString($0) }),
        ]
    }

    /// A column of the dimension that the keys refer to; `positions` says where in the list each entry's value is.
    private func strings(
        _ name: String, _ keys: [Int32], _ positions: [Int], _ list: [ByteString]
    ) -> Dataset.Column {
        let codes = positions.map { UInt32($0) }
        return .strings(name, keys.map { codes[Int($0) - 1] }, list)
    }
}
