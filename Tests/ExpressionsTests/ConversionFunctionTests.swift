import Bytes
import Schema
import Testing

struct ConversionFunctionTests {
    @Test(arguments: [
        text("bytesToHex(toUtf8('é'))", "c3a9"), text("bytesToHex(hexToBytes('00FFab'))", "00ffab"),
        text("bytesToHex(hexToBytes(''))", ""),
        fails("hexToBytes('abc')", "INVALID_ARGUMENT"), fails("hexToBytes('zz')", "INVALID_ARGUMENT"),
        null("hexToBytes(NULL)"),
        text("toBase64('')", ""), text("toBase64('f')", "Zg=="), text("toBase64('fo')", "Zm8="),
        text("toBase64('foo')", "Zm9v"), text("toBase64('foob')", "Zm9vYg=="),
        text("toBase64('fooba')", "Zm9vYmE="), text("toBase64('foobar')", "Zm9vYmFy"),
        text("toBase64(hexToBytes('fbff'))", "+/8="), text("fromUtf8(fromBase64('Zm9vYg=='))", "foob"),
        text("fromUtf8(fromBase64('Zm9vYg'))", "foob"), text("fromUtf8(fromBase64(''))", ""),
        fails("fromBase64('Z')", "INVALID_ARGUMENT"), fails("fromBase64('Zg=')", "INVALID_ARGUMENT"),
        fails("fromBase64('Z===')", "INVALID_ARGUMENT"), fails("fromBase64('Zm 9')", "INVALID_ARGUMENT"),
        fails("fromBase64('Zh==')", "INVALID_ARGUMENT"),
        text("fromUtf8(hexToBytes('c3'))", "\u{FFFD}"), text("bytesToHex(toAscii('aé'))", "613f"),
        text("fromAscii(hexToBytes('61ff'))", "a\u{FFFD}"),
        text("bytesToHex(toBytes('é', 'UTF-8'))", "c3a9"), text("fromBytes(hexToBytes('c3a9'), 'utf8')", "é"),
        fails("toBytes('é', 'EBCDIC')", "INVALID_ARGUMENT"),
        text(
            "fromUUIDBytes(toUUIDBytes('123e4567-e89b-12d3-a456-426614174000'))", "123e4567-e89b-12d3-a456-426614174000"
        ), null("toUUIDBytes('123e4567')"), null("fromUUIDBytes(hexToBytes('00'))"),
        int("hexDecimalToLong('0x1F')", 31), int("hexDecimalToLong('-ff')", -255),
        fails("hexDecimalToLong('')", "INVALID_ARGUMENT"), fails("hexDecimalToLong('g')", "INVALID_ARGUMENT"),
        fails("hexDecimalToLong('10000000000000000')", "INVALID_ARGUMENT"), text("longToHexDecimal(255)", "ff"),
        text("longToHexDecimal(-1)", "ffffffffffffffff"),
    ])
    func bytesAndTexts(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        ("0", "000000"), ("1.5", "00010f"), ("-1", "0000ff"), ("128", "00000080"), ("-128", "000080"),
        ("-129", "0000ff7f"), ("1000", "000003e8"), ("255", "000000ff"),
        ("-256", "0000ff00"), ("0.001", "000301"),
        ("123456789012345678901234567890.5", "00010f951a9fe9ac6c0cfe1a9e2a79"),
    ])
    func decimals(number: String, bytes: String) throws {
        let row = OneRow([("d", .bigDecimal, .string(try BigDecimal(number).orderedBytes))])
        if number.count < 10 {
            #expect(try row.evaluate("bytesToHex(bigDecimalToBytes(d))") == .string(ByteString(bytes)))
        }
        #expect(
            try row.evaluate("bytesToBigDecimal(bigDecimalToBytes(d))") == .string(try BigDecimal(number).orderedBytes))
    }

    @Test func decimalsThatPinotCannotSerialise() throws {
        let tiny = OneRow([("d", .bigDecimal, .string(try BigDecimal("1E-40000").orderedBytes))])
        #expect(errorCode("bigDecimalToBytes(d)", tiny) == "NUMERIC_OVERFLOW")
        #expect(errorCode("bytesToBigDecimal(hexToBytes('00'))") == "INVALID_ARGUMENT")
    }

    private static let url = "https://user@www.Example.com:8080/a%20b/c?x=1&y=a%26b&x=2&z#top%21"

    @Test(arguments: [
        text("urlProtocol('\(url)')", "https"), text("urlDomain('\(url)')", "www.Example.com"),
        text("urlDomainWithoutWWW('\(url)')", "Example.com"), text("urlTopLevelDomain('\(url)')", "com"),
        int("urlPort('\(url)')", 8080), int("urlPort('http://a/')", -1), int("urlPort('no url')", -1),
        text("urlPath('\(url)')", "/a b/c"), text("urlPathWithQuery('\(url)')", "/a%20b/c?x=1&y=a%26b&x=2&z"),
        text("urlQueryString('\(url)')", "x=1&y=a%26b&x=2&z"), text("urlQuery('\(url)')", "x=1&y=a%26b&x=2&z"),
        text("urlFragment('\(url)')", "top!"), text("urlQueryStringAndFragment('http://a/?p=1#s')", "p=1#s"),
        text("extractURLParameter('\(url)', 'x')", "1"), text("extractURLParameter('\(url)', 'z')", ""),
        text("extractURLParameter('\(url)', 'w')", ""), null("urlDomain('mailto:a@b.c')"),
        text("urlProtocol('mailto:a@b.c')", "mailto"), null("urlPath('mailto:a@b.c')"), null("urlPath('/just/a/path')"),
        null("urlDomain('http://a b/')"), null("urlProtocol('http://a/%zz')"), null("urlProtocol('')"),
        text("urlDomain('http://[::1]:80/')", "[::1]"), int("urlPort('http://[::1]:80/')", 80),
        null("urlDomain('http://a_b/')"), int("urlPort('http://a:99999999999/')", -1), text("urlPath('http://a')", ""),
        null("urlQueryString('http://a')"),
        null("urlFragment('http://a')"), null("urlQueryStringAndFragment('http://a')"), null("urlDomain(NULL)"),
        text("encodeUrl('a b&é*-._~')", "a+b%26%C3%A9*-._%7E"), text("urlEncode(' ')", "+"),
        text("decodeUrl('a+b%26%C3%a9')", "a b&é"), fails("decodeUrl('%')", "INVALID_ARGUMENT"),
        fails("decodeUrl('%4')", "INVALID_ARGUMENT"), fails("decodeUrl('%+1')", "INVALID_ARGUMENT"),
        null("urlDecode('%4g')"), text("urlDecode('%41')", "A"),
    ])
    func urls(_ example: FunctionCase) { example.check() }

    @Test func parametersOfURLs() throws {
        func list(_ texts: String...) -> Value { .list(texts.map { .string(ByteString($0)) }) }
        #expect(try evaluate("extractURLParameters('http://a/?p=1&q=2&r')") == list("p=1", "q=2", "r"))
        #expect(try evaluate("extractURLParameterNames('http://a/?p=1&q=2&r')") == list("p", "q", "r"))
        #expect(try evaluate("extractURLParameterNames('none')") == list())
    }
}
