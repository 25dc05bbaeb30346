import Bytes
import Schema
import Testing

struct PatternFunctionTests {
    @Test(arguments: [
        text("regexpExtract('foo123bar', '[0-9]+')", "123"), text("regexp_extract('a=1;b=2', '([a-z])=(\\d)', 2)", "1"),
        text("regexpExtract('abc', 'x')", ""), text("regexpExtract('abc', 'x', 0, 'none')", "none"),
        text("regexpExtract('ac', 'a(b)?c', 1, 'none')", "none"),
        text("regexpExtract('héllo', 'l+')", "ll"), null("regexpExtract(NULL, 'x')"), null("regexpExtract('x', NULL)"),
        fails("regexpExtract('x', '(')", "INVALID_QUERY"),
        fails("regexpExtract('x', 'x', 1)", "INVALID_ARGUMENT"),
        fails("regexpExtract('x', 'x', -1)", "INVALID_ARGUMENT"), fails("regexpExtract(1, 'x')", "TYPE_MISMATCH"),
        text("regexpReplace('a1b22', '[0-9]+', '#')", "a#b#"),
        text("regexp_replace('john smith', '(\\w+) (\\w+)', '$2, $1')", "smith, john"),
        text("regexpReplace('aaa', 'a', 'b', 1)", "abb"),
        text("regexpReplace('ééé', 'é', 'e', 2)", "éée"), text("regexpReplace('aaa', 'a', 'b', 0, 1)", "aba"),
        text("regexpReplace('aaa', 'a', 'b', 0, 9)", "aaa"),
        text("regexpReplace('aAa', 'a', 'b', 0, -1, 'i')", "bbb"), text("regexpReplace('aaa', 'a', 'b', 99)", "aaa"),
        text("regexpReplace('abc', '', '-')", "-a-b-c-"),
        fails("regexpReplace('a', 'a', '$1')", "INVALID_ARGUMENT"),
        fails("regexpReplace('a', 'a', 'b', -1)", "INVALID_ARGUMENT"),
        fails("regexpReplace('a', 'a', 'b', 0, 0, 'q')", "INVALID_ARGUMENT"),
        fails("regexpReplace(repeat('a', 1000000), 'a', 'bb')", "RESULT_TOO_LARGE"),
    ])
    func examples(_ example: FunctionCase) { example.check() }

    @Test func patternsMustBeLiterals() {
        let row = OneRow([("p", .string, .string("x"))])
        fails("regexpExtract('x', p)", "TYPE_MISMATCH").check(row)
        fails("regexpReplace('x', 'x', p)", "TYPE_MISMATCH").check(row)
    }
}
