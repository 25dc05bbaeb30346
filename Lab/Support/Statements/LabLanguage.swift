/// What is asked of Martlet.
enum LabLanguage {
    /// CASE, CAST, `||`, ILIKE, IS DISTINCT FROM, IS TRUE, intervals, EXTRACT.
    static let hasCases = false
    /// Aggregates beyond counts, sums and extremes.
    static let hasStatistics = false
    /// FILTER and WITHIN GROUP.
    static let hasFilters = false
    /// GROUPING SETS, ROLLUP and CUBE.
    static let hasGroupingSets = false
}
