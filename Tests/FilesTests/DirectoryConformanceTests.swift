import Files
import Testing

/// What both file systems must do with names.
@Suite struct DirectoryConformanceTests {
    @Test(arguments: Subject.allCases)
    func directoriesAreMadeWithTheirParents(_ subject: Subject) throws {
        try subject.run { files in
            try files.createDirectory("a/b/c")
            try files.createDirectory("a/b/c")
            try files.createDirectory("a/b")
            try files.createDirectory("")
            #expect(try files.list("a") == ["b"])
            #expect(try files.list("a/b/c") == [])
            for path in ["", "a", "a/b", "a/b/c"] {
                #expect(try files.exists(path))
                try files.syncDirectory(path)
            }
            #expect(try !files.exists("a/c") && !files.exists("x/y/z"))
        }
    }

    @Test(arguments: Subject.allCases)
    func aFileIsNoDirectory(_ subject: Subject) throws {
        try subject.run { files in
            try files.add("f", [1])
            #expect(reason { try files.createDirectory("f") } == .alreadyExists)
            #expect(reason { try files.createDirectory("f/g") } == .alreadyExists)
            #expect(reason { _ = try files.list("f") } == .notFound)
            #expect(reason { try files.removeTree("f") } == .notFound)
            #expect(reason { try files.syncDirectory("f") } == .notFound)
            #expect(try !files.exists("f/g"))
            #expect(try files.readAll("f") == [1])
        }
    }

    @Test(arguments: Subject.allCases)
    func namesAreListedInByteOrder(_ subject: Subject) throws {
        try subject.run { files in
            let names = ["Z", "a", "b", "a.tmp", "10", "9", "e\u{301}", "\u{E9}", "ÿ", "𐀀"]
            for name in names { try files.add(name) }
            let inByteOrder = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try files.list("").map { Array($0.utf8) } == inByteOrder.map { Array($0.utf8) })
            #expect(reason { _ = try files.list("missing") } == .notFound)
        }
    }

    @Test(arguments: Subject.allCases)
    func renamesReplace(_ subject: Subject) throws {
        try subject.run { files in
            try files.createDirectory("d")
            try files.add("a", [1])
            try files.add("b", [2])
            try files.rename("a", to: "b")
            #expect(try files.list("") == ["b", "d"])
            try files.rename("b", to: "b")
            try files.rename("b", to: "d/c")
            #expect(try files.readAll("d/c") == [1])
            #expect(try files.list("") == ["d"])
            #expect(reason { try files.rename("b", to: "x") } == .notFound)
            #expect(reason { try files.rename("d/c", to: "e/c") } == .notFound)
            #expect(reason { try files.rename("d/c", to: "d") } == .inputOutput)
            #expect(reason { try files.rename("d", to: "e") } == .inputOutput)
            #expect(try files.readAll("d/c") == [1])
        }
    }

    @Test(arguments: Subject.allCases)
    func removalsRemove(_ subject: Subject) throws {
        try subject.run { files in
            try files.createDirectory("d/e")
            try files.add("d/f", [1])
            try files.add("d/e/g", [1])
            #expect(reason { try files.remove("d") } == .inputOutput)
            #expect(reason { try files.remove("missing") } == .notFound)
            #expect(reason { try files.removeTree("missing") } == .notFound)
            try files.remove("d/f")
            #expect(try files.list("d") == ["e"])
            try files.removeTree("d")
            #expect(try files.list("") == [])
            try files.createDirectory("d")
            #expect(try files.list("d") == [])
        }
    }

    @Test(
        arguments: Subject.allCases,
        [
            "/etc", "..", "a/../b", ".", "a/.", "a//b", "a/", "/", "a\u{0}b", "a/\(String(repeating: "x", count: 256))",
        ])
    func pathsThatCouldLeaveTheRootAreRefused(_ subject: Subject, _ path: String) throws {
        try subject.run { files in
            try files.add("ok")
            let attempts: [() throws -> Void] = [
                { _ = try files.open(path, .create) }, { try files.createDirectory(path) },
                { _ = try files.list(path) }, { _ = try files.exists(path) }, { try files.rename("ok", to: path) },
                { try files.rename(path, to: "ok") }, { try files.remove(path) }, { try files.removeTree(path) },
                { try files.syncDirectory(path) }, { _ = try files.map(path) }, { _ = try files.lock(path) },
            ]
            for attempt in attempts { #expect(reason(attempt) == .invalidPath) }
        }
    }

    @Test(arguments: Subject.allCases)
    func theRootItselfIsNoFile(_ subject: Subject) throws {
        try subject.run { files in
            try files.add("a")
            #expect(reason { _ = try files.open("", .readOnly) } == .invalidPath)
            #expect(reason { try files.remove("") } == .invalidPath)
            #expect(reason { try files.removeTree("") } == .invalidPath)
            #expect(reason { try files.rename("a", to: "") } == .invalidPath)
            #expect(reason { _ = try files.map("") } == .invalidPath)
            #expect(try files.list("") == ["a"])
        }
    }

    @Test(arguments: Subject.allCases)
    func locksExcludeUntilReleased(_ subject: Subject) throws {
        try subject.run { files in
            var held: (any DirectoryLock)? = try files.lock("LOCK")
            #expect(try files.list("") == ["LOCK"])
            #expect(reason { _ = try files.lock("LOCK") } == .locked)
            #expect(reason { _ = try files.lock("LOCK") } == .locked)
            withExtendedLifetime(held) {}
            held = nil
            held = try files.lock("LOCK")
            #expect(reason { _ = try files.lock("LOCK") } == .locked)
            withExtendedLifetime(held) {}
        }
    }

    @Test(arguments: Subject.allCases)
    func atomicWritesReplaceWholeFiles(_ subject: Subject) throws {
        try subject.run { files in
            try files.createDirectory("d")
            try files.add("d/a" + temporarySuffix, [0, 0, 0])
            try files.writeAtomically([1, 2], to: "d/a")
            try files.writeAtomically([3], to: "d/a")
            #expect(try files.readAll("d/a") == [3] && files.list("d") == ["a"])
        }
    }

    @Test(arguments: Subject.allCases)
    func someSpaceIsLeft(_ subject: Subject) throws {
        try subject.run { files in
            let bytes = try files.availableBytes()
            #expect(bytes > 0)
        }
    }

    @Test func pathsSplitAtTheLastSlash() {
        #expect(Paths.directory(of: "a/b/c") == "a/b" && Paths.name(of: "a/b/c") == "c")
        #expect(Paths.directory(of: "a") == "" && Paths.name(of: "a") == "a")
        #expect(Paths.join("", "a") == "a" && Paths.join("a/b", "c") == "a/b/c")
        // A combining mark after the slash joins it into one character, but not into one byte.
        #expect(Paths.name(of: "a/\u{301}b").utf8.elementsEqual("\u{301}b".utf8))
    }
}
