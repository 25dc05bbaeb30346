/// What is asked of Martlet.
enum LabLanguage {
    /// CASE, CAST, `||`, ILIKE, IS DISTINCT FROM, IS TRUE, intervals, EXTRACT.
    static let hasCases = true
    /// Aggregates beyond counts, sums and extremes.
    static let hasStatistics = true
    /// FILTER and WITHIN GROUP.
    static let hasFilters = true
    /// GROUPING SETS, ROLLUP and CUBE.
    static let hasGroupingSets = true
}
