/// The functions that there are.
public enum FunctionRegistry {
    /// In the order in which documentation lists them.
    public static let functions: [ScalarFunction] =
        ArithmeticFunctions.all + RealFunctions.all + RoundingFunctions.all + BitFunctions.all
        + ChoiceFunctions.all + StringFunctions.all + PatternFunctions.all + TimeFunctions.all + JSONFunctions.all
        + ArrayFunctions.all + HashFunctions.all + URLFunctions.all + ConversionFunctions.all

    private static let byName: [String: ScalarFunction] = {
        var names = [String: ScalarFunction]()
        for function in functions {
            for name in [function.name] + function.synonyms {
                let previous = names.updateValue(function, forKey: normalized(name))
                precondition(previous == nil, "the function name \(name) is given once")
            }
        }
        return names
    }()

    /// The function of that name or synonym, without regard to case and underscores.
    public static func function(named name: String) -> ScalarFunction? { byName[normalized(name)] }

    /// All names and synonyms.
    static var names: [String] { functions.flatMap { [$0.name] + $0.synonyms } }

    private static func normalized(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }
}
