/// When the builder chooses which form for strings.
extension EncodingRules {
    /// A dictionary of fewer bytes is stored plainly: there is little to save.
    public static let minimumFrontCodedBytes = 4096
    /// Front coding has to bring a dictionary down to so much of its plain bytes. It decodes all strings and finds the
    /// code of a string at least as fast as the plain form, but takes a tenth of a microsecond longer for the string of
    /// one code (`make bench-strings`).
    public static let maximumFrontCodedPercent = 75

    /// Chunks are only thought of if a distinct value has at most so many rows on average: else a dictionary, which
    /// predicates and groups work with, is small as well.
    public static let maximumRowsPerChunkedValue = 2
    /// Fewer bytes of values are always a dictionary.
    public static let minimumChunkedBytes = 1 << 16
    /// Values of a STRING dimension that are no longer than that on average are taken for keys and names, which are
    /// looked up and grouped by: they have a dictionary.
    public static let maximumKeyBytes = 48
    /// Chunks have to bring a column down to so much of a dictionary and its codes. That leaves ids, which are looked
    /// up, their dictionary, and takes it from texts and documents, which are read.
    public static let maximumChunksPercent = 45
    /// The level of zstd: 1 makes chunks 3 to 5 % larger at one and a half times the speed, 6 makes them 1 to 2 %
    /// smaller at a third of it.
    public static let compressionLevel = 3
}
