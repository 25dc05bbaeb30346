import Bytes
import Query
import Schema
import SQL

/// The statements of a data set: the thirteen of the Star Schema Benchmark, and what users of orders ask.
enum Statements {
    static func of(_ name: String, _ table: TableSnapshot) throws -> [(String, String)] {
        switch name {
        case "lineorder_flat": return starSchema
        case "orders": return try orders(table)
        default: stop("no data set is called \(name)")
        }
    }

    private static let starSchema: [(String, String)] = [
        ("Q1.1", "SELECT SUM(LO_EXTENDEDPRICE * LO_DISCOUNT) AS revenue FROM t WHERE D_YEAR = 1993 "
            + "AND LO_DISCOUNT BETWEEN 1 AND 3 AND LO_QUANTITY < 25"),
        ("Q1.2", "SELECT SUM(LO_EXTENDEDPRICE * LO_DISCOUNT) AS revenue FROM t WHERE D_YEARMONTHNUM = 199401 "
            + "AND LO_DISCOUNT BETWEEN 4 AND 6 AND LO_QUANTITY BETWEEN 26 AND 35"),
        ("Q1.3", "SELECT SUM(LO_EXTENDEDPRICE * LO_DISCOUNT) AS revenue FROM t WHERE D_WEEKNUMINYEAR = 6 "
            + "AND D_YEAR = 1994 AND LO_DISCOUNT BETWEEN 5 AND 7 AND LO_QUANTITY BETWEEN 26 AND 35"),
        ("Q2.1", "SELECT SUM(LO_REVENUE), D_YEAR, P_BRAND FROM t WHERE P_CATEGORY = 'MFGR#12' "
            + "AND S_REGION = 'AMERICA' GROUP BY D_YEAR, P_BRAND ORDER BY D_YEAR, P_BRAND"),
        ("Q2.2", "SELECT SUM(LO_REVENUE), D_YEAR, P_BRAND FROM t WHERE P_BRAND BETWEEN 'MFGR#2221' AND 'MFGR#2228' "
            + "AND S_REGION = 'ASIA' GROUP BY D_YEAR, P_BRAND ORDER BY D_YEAR, P_BRAND"),
        ("Q2.3", "SELECT SUM(LO_REVENUE), D_YEAR, P_BRAND FROM t WHERE P_BRAND = 'MFGR#2239' "
            + "AND S_REGION = 'EUROPE' GROUP BY D_YEAR, P_BRAND ORDER BY D_YEAR, P_BRAND"),
        ("Q3.1", "SELECT C_NATION, S_NATION, D_YEAR, SUM(LO_REVENUE) AS revenue FROM t WHERE C_REGION = 'ASIA' "
            + "AND S_REGION = 'ASIA' AND D_YEAR >= 1992 AND D_YEAR <= 1997 GROUP BY C_NATION, S_NATION, D_YEAR "
            + "ORDER BY D_YEAR ASC, revenue DESC"),
        ("Q3.2", "SELECT C_CITY, S_CITY, D_YEAR, SUM(LO_REVENUE) AS revenue FROM t WHERE C_NATION = 'UNITED STATES' "
            + "AND S_NATION = 'UNITED STATES' AND D_YEAR >= 1992 AND D_YEAR <= 1997 "
            + "GROUP BY C_CITY, S_CITY, D_YEAR ORDER BY D_YEAR ASC, revenue DESC"),
        ("Q3.3", "SELECT C_CITY, S_CITY, D_YEAR, SUM(LO_REVENUE) AS revenue FROM t "
            + "WHERE C_CITY IN ('UNITED KI1', 'UNITED KI5') AND S_CITY IN ('UNITED KI1', 'UNITED KI5') "
            + "AND D_YEAR >= 1992 AND D_YEAR <= 1997 GROUP BY C_CITY, S_CITY, D_YEAR ORDER BY D_YEAR ASC, revenue DESC"),
        ("Q3.4", "SELECT C_CITY, S_CITY, D_YEAR, SUM(LO_REVENUE) AS revenue FROM t "
            + "WHERE C_CITY IN ('UNITED KI1', 'UNITED KI5') AND S_CITY IN ('UNITED KI1', 'UNITED KI5') "
            + "AND D_YEARMONTHNUM = 199712 GROUP BY C_CITY, S_CITY, D_YEAR ORDER BY D_YEAR ASC, revenue DESC"),
        ("Q4.1", "SELECT D_YEAR, C_NATION, SUM(LO_REVENUE - LO_SUPPLYCOST) AS profit FROM t "
            + "WHERE C_REGION = 'AMERICA' AND S_REGION = 'AMERICA' AND P_MFGR IN ('MFGR#1', 'MFGR#2') "
            + "GROUP BY D_YEAR, C_NATION ORDER BY D_YEAR, C_NATION"),
        ("Q4.2", "SELECT D_YEAR, S_NATION, P_CATEGORY, SUM(LO_REVENUE - LO_SUPPLYCOST) AS profit FROM t "
            + "WHERE C_REGION = 'AMERICA' AND S_REGION = 'AMERICA' AND D_YEAR IN (1997, 1998) "
            + "AND P_MFGR IN ('MFGR#1', 'MFGR#2') GROUP BY D_YEAR, S_NATION, P_CATEGORY "
            + "ORDER BY D_YEAR, S_NATION, P_CATEGORY"),
        ("Q4.3", "SELECT D_YEAR, S_CITY, P_BRAND, SUM(LO_REVENUE - LO_SUPPLYCOST) AS profit FROM t "
            + "WHERE S_NATION = 'UNITED STATES' AND D_YEAR IN (1997, 1998) AND P_CATEGORY = 'MFGR#14' "
            + "GROUP BY D_YEAR, S_CITY, P_BRAND ORDER BY D_YEAR, S_CITY, P_BRAND"),
    ]

    private static func orders(_ table: TableSnapshot) throws -> [(String, String)] {
        let order = try first("SELECT order_id FROM t WHERE restaurant_id = 77 LIMIT 1", table)
        let city = try first("SELECT city FROM t WHERE restaurant_id = 77 LIMIT 1", table)
        let day: Int64 = 1_772_323_200_000 + 10 * 86_400_000
        let (week, month) = (day + 7 * 86_400_000, day + 20 * 86_400_000)
        return [
            ("one order", "SELECT * FROM t WHERE order_id = '\(order)'"),
            ("restaurant by status",
                "SELECT status, COUNT(*), SUM(amount) FROM t WHERE restaurant_id = 77 GROUP BY status"),
            ("restaurant, week, by day",
                "SELECT dateTrunc('DAY', event_time) AS d, COUNT(*), SUM(amount) FROM t WHERE restaurant_id = 77 "
                    + "AND event_time >= \(day) AND event_time < \(week) GROUP BY d ORDER BY d"),
            ("IN of 10 customers",
                "SELECT customer_id, COUNT(*), SUM(amount) FROM t WHERE customer_id IN "
                    + "(5, 17, 290, 3100, 4711, 52000, 123456, 200001, 250000, 299999) GROUP BY customer_id"),
            ("last hour, top restaurants",
                "SELECT restaurant_id, COUNT(*) AS n FROM t WHERE event_time >= \(month - 3_600_000) "
                    + "AND event_time < \(month) GROUP BY restaurant_id ORDER BY n DESC, restaurant_id LIMIT 10"),
            ("city, day, top restaurants",
                "SELECT restaurant_id, SUM(amount) AS s FROM t WHERE city = '\(city)' AND event_time >= \(day) "
                    + "AND event_time < \(day + 86_400_000) GROUP BY restaurant_id ORDER BY s DESC LIMIT 10"),
            ("distinct customers of restaurant",
                "SELECT COUNT(DISTINCT customer_id) FROM t WHERE restaurant_id = 77"),
            ("latest 20 cancelled in city",
                "SELECT order_id, event_time, amount FROM t WHERE city = '\(city)' AND status = 'CANCELLED' "
                    + "ORDER BY event_time DESC LIMIT 20"),
            ("customer's history",
                "SELECT order_id, status, event_time, amount FROM t WHERE customer_id = 4711 "
                    + "ORDER BY event_time DESC LIMIT 50"),
            ("statuses", "SELECT status, COUNT(*) FROM t GROUP BY status ORDER BY status"),
            ("cities by amount", "SELECT city, COUNT(*), SUM(amount) AS s FROM t GROUP BY city ORDER BY s DESC LIMIT 10"),
            ("customers by orders",
                "SELECT customer_id, COUNT(*) AS n FROM t GROUP BY customer_id ORDER BY n DESC, customer_id LIMIT 10"),
            ("count of a status", "SELECT COUNT(*) FROM t WHERE status = 'CANCELLED'"),
            ("distinct customers", "SELECT COUNT(DISTINCT customer_id) FROM t"),
            ("extremes", "SELECT COUNT(*), MIN(event_time), MAX(event_time) FROM t"),
        ]
    }

    private static func first(_ sql: String, _ table: TableSnapshot) throws -> String {
        guard case .select(let statement) = try Parser.parse(sql) else { stop("no SELECT: \(sql)") }
        let result = try QueryPlanner.prepare(statement, schema: table.schema).execute(on: table)
        guard result.rowCount == 1, case .string(let text) = result.columns[0][0] else { stop("no answer: \(sql)") }
        return text.string
    }
}
