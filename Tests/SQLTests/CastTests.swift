import SQL
import Testing

private func type(_ text: String) throws -> TypeName? {
    guard case .cast(_, let type, _) = try expression(text).kind else { return nil }
    return type
}

@Suite struct CastTests {
    @Test(arguments: [
        ("INT", "INT", false), ("bigint", "bigint", false), ("Double  Precision", "Double Precision", false),
        ("character varying", "character varying", false), ("INT ARRAY", "INT", true), ("INT_ARRAY", "INT", true),
        ("long_array", "long", true), ("STRING[]", "STRING", true),
        ("DOUBLE PRECISION ARRAY", "DOUBLE PRECISION", true),
        ("array", "array", false), ("_ARRAY", "_ARRAY", false), ("timestamp", "timestamp", false),
        ("date", "date", false), ("interval", "interval", false), ("BIG_DECIMAL", "BIG_DECIMAL", false),
        ("einzigartig_größe", "einzigartig_größe", false),
    ])
    func typeNames(text: String, name: String, isArray: Bool) throws {
        for cast in ["CAST(a AS \(text))", "TRY_CAST(a AS \(text))", "cast ( a as \(text) )"] {
            let found = try #require(try type(cast))
            #expect(found.name == name)
            #expect(found.isArray == isArray)
            let tree = try expression(cast)
            #expect(try expression(tree.sql) == tree)
        }
        #expect(try type("CAST(a AS \(text))")?.location == SourceLocation(line: 1, column: 33))
    }

    @Test(arguments: [
        ("a::INT", "CAST(a AS INT)"), ("a :: double precision", "CAST(a AS DOUBLE PRECISION)"),
        ("a::int[]", "CAST(a AS INT ARRAY)"), ("a::INT_ARRAY", "CAST(a AS INT ARRAY)"),
        ("f(a)::varchar::long", "CAST(CAST(f(a) AS VARCHAR) AS LONG)"), ("'1'::INT", "CAST('1' AS INT)"),
        ("NULL::INT", "CAST(NULL AS INT)"), ("1.5::INT", "CAST(1.5 AS INT)"), ("- a::INT", "-CAST(a AS INT)"),
        ("(a + 1)::INT", "CAST(a + 1 AS INT)"), ("ARRAY[1]::LONG[]", "CAST(ARRAY[1] AS LONG ARRAY)"),
        ("try_cast(a OR b AS boolean)", "TRY_CAST(a OR b AS BOOLEAN)"),
    ])
    func canonicalText(text: String, canonical: String) throws {
        #expect(try expression(text).sql == canonical)
    }

    @Test func anAliasStandsBehindAType() throws {
        let statement = try select("SELECT a::LONG total, b::double c, CAST(d AS INT) \"array\" FROM t")
        #expect(
            statement.sql
                == "SELECT CAST(a AS LONG) AS total, CAST(b AS DOUBLE) AS c, CAST(d AS INT) AS array FROM t")
    }

    @Test func tryIsKept() throws {
        #expect(
            try expression("TRY_CAST(a AS INT)").kind
                == .cast(expression("a"), TypeName("int", at: SourceLocation(line: 9, column: 9)), isTry: true))
        #expect(try expression("TRY_CAST(a AS INT)") != expression("CAST(a AS INT)"))
    }

    @Test func arrays() throws {
        #expect(try expression("ARRAY[a, b + 1, 'c']").kind == .array(["a", "b + 1", "'c'"].map(expression)))
        #expect(try expression("array [ ARRAY[1] , array ]").sql == "ARRAY[ARRAY[1], array]")
        #expect(try expression("array(1)").sql == "array(1)")
    }
}
