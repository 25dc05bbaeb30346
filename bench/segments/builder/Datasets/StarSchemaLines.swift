/// The days of the Star Schema Benchmark: 1992-01-01 to 1998-12-31.
struct StarSchemaCalendar {
    struct Day {
        /// As in 19980327.
        var date: Int
        var year: Int
        /// As in 199803.
        var yearMonth: Int
        /// From 1; week 1 starts on January 1st.
        var week: Int
    }

    private(set) var days: [Day] = []
    /// Orders come in on so many days from the first on, so that what follows an order is still in the calendar.
    static let orderDays = 2406

    init() {
        for year in 1992...1998 {
            let isLeap = year % 4 == 0
            var dayOfYear = 0
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...length {
                    let yearMonth = year * 100 + month + 1
                    days.append(
                        Day(date: yearMonth * 100 + day, year: year, yearMonth: yearMonth, week: dayOfYear / 7 + 1))
                    dayOfYear += 1
                }
            }
        }
    }
}

/// The lines of orders, by column.
struct StarSchemaLines {
    struct Line {
        /// Keys.
        var part: Int
        var supplier: Int
        var quantity: Int
        /// Percent.
        var discount: Int
        var tax: Int
        var commitDate: Int
        var shipMode: Int

        /// Cents.
        var extendedPrice: Int { quantity * StarSchemaParts.retailPrice(key: part) }
        var revenue: Int { extendedPrice * (100 - discount) / 100 }
        var charge: Int { revenue * (100 + tax) / 100 }
        var supplyCost: Int { 6 * StarSchemaParts.retailPrice(key: part) / 10 }
    }

    struct Order {
        var key: Int
        var day: StarSchemaCalendar.Day
        var customer: Int
        var priority: Int
        var lines: [Line] = []
    }

    private(set) var orderKey: [Int32] = []
    private(set) var lineNumber: [Int32] = []
    private(set) var customer: [Int32] = []
    private(set) var part: [Int32] = []
    private(set) var supplier: [Int32] = []
    private(set) var orderDate: [Int32] = []
    private(set) var priority: [Int32] = []
    private(set) var quantity: [Int32] = []
    private(set) var extendedPrice: [Int32] = []
    private(set) var orderTotalPrice: [Int32] = []
    private(set) var discount: [Int32] = []
    private(set) var revenue: [Int32] = []
    private(set) var supplyCost: [Int32] = []
    private(set) var tax: [Int32] = []
    private(set) var commitDate: [Int32] = []
    private(set) var shipMode: [Int32] = []
    private(set) var year: [Int32] = []
    private(set) var yearMonth: [Int32] = []
    private(set) var week: [Int32] = []

    mutating func append(_ order: Order) {
        let total = order.lines.reduce(0) { $0 + $1.charge }
        for (index, line) in order.lines.enumerated() {
            orderKey.append(Int32(order.key))
            lineNumber.append(Int32(index + 1))
            customer.append(Int32(order.customer))
            part.append(Int32(line.part))
            supplier.append(Int32(line.supplier))
            orderDate.append(Int32(order.day.date))
            priority.append(Int32(order.priority))
            quantity.append(Int32(line.quantity))
            extendedPrice.append(Int32(line.extendedPrice))
            orderTotalPrice.append(Int32(total))
            discount.append(Int32(line.discount))
            revenue.append(Int32(line.revenue))
            supplyCost.append(Int32(line.supplyCost))
            tax.append(Int32(line.tax))
            commitDate.append(Int32(line.commitDate))
            shipMode.append(Int32(line.shipMode))
            year.append(Int32(order.day.year))
            yearMonth.append(Int32(order.day.yearMonth))
            week.append(Int32(order.day.week))
        }
    }
}
