import Bytes
import Schema

/// Functions of URLs. What a URL has not, and what is no URL, is NULL.
enum URLFunctions {
    static let all: [ScalarFunction] = parts + parameters + coding

    private static let parts: [ScalarFunction] = [
        part("urlProtocol", [], "The protocol of a URL.") { $0.scheme.map { Array($0) } },
        part("urlDomain", [], "The host of a URL.") { $0.host.map { Array($0) } },
        part("urlDomainWithoutWWW", [], "The host of a URL without `www.` before it.") { parts in
            parts.host.map { Array($0.starts(with: "www.".utf8) ? $0.dropFirst(4) : $0) }
        },
        part("urlTopLevelDomain", [], "What stands behind the last point of a URL's host.") { parts in
            parts.host?.split(separator: UInt8(ascii: ".")).last.map { Array($0) }
        },
        part("urlPath", [], "The path of a URL with protocol and host, decoded.") { parts in
            parts.scheme == nil || parts.host == nil ? nil : PercentText.decoded(parts.path)
        },
        part("urlPathWithQuery", [], "The path and the query of a URL with protocol and host, as they are.") { parts in
            guard parts.scheme != nil && parts.host != nil else { return nil }
            return Array(parts.path) + (parts.query.map { [UInt8(ascii: "?")] + Array($0) } ?? [])
        },
        part("urlQueryString", ["urlQuery"], "The query of a URL, as it is.") { $0.query.map { Array($0) } },
        part("urlFragment", [], "The fragment of a URL, decoded.") { $0.fragment.flatMap { PercentText.decoded($0) } },
        part("urlQueryStringAndFragment", [], "The query and the fragment of a URL, decoded.") { parts in
            guard parts.query != nil || parts.fragment != nil else { return nil }
            let query = parts.query.flatMap { PercentText.decoded($0) }
            let fragment = parts.fragment.flatMap { PercentText.decoded($0) }
            return (query ?? []) + (query?.isEmpty == false && fragment != nil ? [UInt8(ascii: "#")] : [])
                + (fragment ?? [])
        },
        ScalarFunction("urlPort", [.string], .int, "The port of a URL; -1 if it has none.") { (url: ByteString) in
            URLParts(url.bytes)?.port ?? -1
        },
    ]

    private static func part(
        _ name: String, _ synonyms: [String], _ summary: String,
        _ function: @escaping @Sendable (URLParts) -> [UInt8]?
    ) -> ScalarFunction {
        ScalarFunction(name, synonyms: synonyms, [.string], .string, summary) { (url: ByteString) -> ByteString? in
            URLParts(url.bytes).flatMap(function).map { ByteString($0) }
        }
    }

    private static let parameters: [ScalarFunction] = [
        ScalarFunction(
            "extractURLParameter", [.string, .string], .string,
            "The value of the first parameter of that name in the query of a URL; empty if there is none."
        ) { (url: ByteString, name: ByteString) -> ByteString in
            for parameter in parameters(url) {
                let parts = parameter.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                if parts[0].elementsEqual(name.bytes) { return ByteString(parts.count > 1 ? Array(parts[1]) : []) }
            }
            return ByteString([])
        },
        ScalarFunction(
            "extractURLParameters", [.string], .always(.list(.string)), "The parameters `name=value` of a URL's query."
        ) { (url: ByteString) in Elements(parameters(url).map { ByteString($0) }) },
        ScalarFunction(
            "extractURLParameterNames", [.string], .always(.list(.string)),
            "The names of the parameters of a URL's query."
        ) { (url: ByteString) in
            Elements(parameters(url).map { ByteString($0.prefix { $0 != UInt8(ascii: "=") }) })
        },
    ]

    /// The parameters of the query, decoded.
    private static func parameters(_ url: ByteString) -> [ArraySlice<UInt8>] {
        guard let query = URLParts(url.bytes)?.query, let decoded = PercentText.decoded(query) else { return [] }
        return decoded.split(separator: UInt8(ascii: "&"))
    }

    private static let coding: [ScalarFunction] = [
        ScalarFunction(
            "encodeUrl", synonyms: ["urlEncode", "urlEncodeFormComponent"], [.string], .string,
            "The text as forms send it: other characters as % and two digits, blanks as +."
        ) { (text: ByteString) in ByteString(PercentText.encoded(text.bytes)) },
        ScalarFunction("decodeUrl", [.string], .string, "The text that was encoded as forms send it.") {
            (text: ByteString) throws(ExpressionError) in
            guard let decoded = PercentText.decoded(text.bytes[...], plusIsBlank: true) else {
                throw ExpressionError(
                    .invalidArgument, "decodeUrl: '\(text.string.prefix(100))' has a % without two digits")
            }
            return ByteString(decoded)
        },
        ScalarFunction(
            "urlDecode", synonyms: ["urlDecodeFormComponent"], [.string], .string,
            "The text that was encoded as forms send it; NULL if it was not."
        ) { (text: ByteString) -> ByteString? in
            PercentText.decoded(text.bytes[...], plusIsBlank: true).map { ByteString($0) }
        },
    ]
}
