import Bytes
import Schema
import Testing

struct StringFunctionTests {
    @Test(arguments: [
        text("lower('AbÉ')", "abé"), text("upper('straße')", "STRASSE"), text("upper('azAZ09{')", "AZAZ09{"),
        text("lower('azAZ09[')", "azaz09["), text("initcap('hELLO wORLD-foo 3x')", "Hello World-Foo 3x"),
        text("reverse('abc')", "cba"), text("reverse('aé😀')", "😀éa"), text("reverse('')", ""), null("lower(NULL)"),
        text("substr('héllo', 1, 3)", "él"), text("substr('héllo', 1)", "éllo"), text("substr('abc', -2)", "bc"),
        text("substr('abc', 0, -2)", "a"), text("substr('abc', 5)", ""), text("substr('abc', 2, 1)", ""),
        text("substring('hello', 2)", "ello"), text("substring('hello', 2, 3)", "ell"),
        text("substring('hello', 1, 99)", "hello"),
        text("substring('hello', 9, 2)", ""), text("substring('hello', 2, 0)", ""),
        text("substring('hello', 2, 9223372036854775807)", "ello"),
        text("leftSubStr('héllo', 2)", "hé"), text("leftSubStr('abc', 9)", "abc"), text("leftSubStr('abc', -1)", ""),
        text("rightSubStr('héllo', 4)", "éllo"), text("rightSubStr('abc', 9)", "abc"),
        text("rightSubStr('abc', 0)", ""),
        text("rightSubStr('abc', -9)", ""),
        text("splitPart('a,b,,c', ',', 2)", "c"), text("splitPart('a,b', ',', 0)", "a"),
        null("splitPart('a,b', ',', 2)"),
        text("splitPart('a,b', ',', -1)", "b"), null("splitPart('a,b', ',', -3)"), null("splitPart('', ',', 0)"),
        text("splitPart('a::b', '::', 1)", "b"), text("splitPart('a b', '', 1)", "b"),
    ])
    func parts(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        text("trim('  a b ')", "a b"), text("trim('   ')", ""), text("ltrim('  a ')", "a "),
        text("rtrim('  a ')", "  a"),
        text("ltrim('xxaxx', 'x')", "axx"), text("rtrim('xyaxy', 'yx')", "xya"), text("trim('BOTH', 'é', 'éaé')", "a"),
        text("trim('leading', 'x', 'xax')", "ax"), text("trim('TRAILING', 'x', 'xax')", "xa"),
        fails("trim('MIDDLE', 'x', 'xax')", "INVALID_ARGUMENT"), text("concat('a', 'b')", "ab"),
        text("concat('', '')", ""),
        text("concat('a', 'b', '-')", "a-b"), null("concat('a', NULL)"),
        fails("concat('a', 'b', 'c', 'd')", "TYPE_MISMATCH"),
        text("concatWS('-', 'a', 'b', 'c')", "a-b-c"), text("concat_ws('-', 'a')", "a"),
        null("concatWS('-', 'a', NULL)"),
        text("lpad('7', 3, '0')", "007"), text("lpad('777', 2, '0')", "777"), text("lpad('a', 6, 'xyz')", "xyzxya"),
        text("rpad('a', 6, 'xyz')", "axyzxy"), text("lpad('é', 3, 'ü')", "üüé"), text("lpad('a', 3, '')", "  a"),
        text("lpad('a', -5, 'x')", "a"), fails("lpad('a', 9223372036854775807, 'x')", "RESULT_TOO_LARGE"),
        fails("rpad('a', 2000000, 'x')", "RESULT_TOO_LARGE"), text("repeat('ab', 3)", "ababab"),
        text("repeat('ab', 0)", ""),
        text("repeat('ab', -1)", ""), text("repeat('ab', '-', 3)", "ab-ab-ab"),
        text("repeat('', 9223372036854775807)", ""),
        fails("repeat('ab', 9223372036854775807)", "RESULT_TOO_LARGE"),
        fails("repeat('ab', 1048577)", "RESULT_TOO_LARGE"),
        text("replace('aXbX', 'X', 'yy')", "ayybyy"), text("replace('aa', 'a', '')", ""),
        text("replace('abc', '', 'x')", "abc"),
        text("replace('aaa', 'aa', 'b')", "ba"), fails("replace(repeat('a', 1000000), 'a', 'bb')", "RESULT_TOO_LARGE"),
        text("remove('banana', 'an')", "ba"),
    ])
    func joining(_ example: FunctionCase) { example.check() }

    @Test(arguments: [
        int("length('héllo')", 5), int("length('')", 0), null("length(NULL)"), int("strpos('héllo', 'l')", 2),
        int("strpos('abc', 'x')", -1), int("strpos('abc', '')", 0), int("strpos('aXbXc', 'X', 2)", 3),
        int("strpos('aXbXc', 'X', 3)", -1), int("strpos('aXbXc', 'X', 0)", -1), int("strpos('aaaa', 'aa', 3)", 2),
        int("strrpos('héllo', 'l')", 3), int("strrpos('abc', 'x')", -1), int("strrpos('abc', '')", 3),
        int("strrpos('a', 'abc')", -1),
        bool("startsWith('abc', 'ab')", true), bool("startsWith('abc', 'b')", false),
        bool("startsWith('abc', '')", true),
        bool("endsWith('abc', 'bc')", true), bool("endsWith('c', 'bc')", false), bool("contains('abc', 'b')", true),
        bool("contains('abc', 'bb')", false), bool("contains('', '')", true), int("strcmp('a', 'b')", -1),
        int("strcmp('b', 'a')", 1), int("strcmp('a', 'a')", 0), int("codepoint('é')", 233), int("ascii('A')", 65),
        null("codepoint('')"), text("chr(233)", "é"), fails("chr(55296)", "INVALID_ARGUMENT"),
        fails("chr(-1)", "INVALID_ARGUMENT"), fails("chr(1114112)", "INVALID_ARGUMENT"),
        int("hammingDistance('abc', 'abd')", 1),
        int("hammingDistance('abc', 'ab')", -1), int("levenshteinDistance('kitten', 'sitting')", 3),
        int("levenshteinDistance('', 'abc')", 3), int("levenshteinDistance('é', 'e')", 1),
        fails("levenshteinDistance(repeat('a', 4097), 'b')", "INVALID_ARGUMENT"),
    ])
    func searching(_ example: FunctionCase) { example.check() }
}
