import Bytes
import Files
import Testing

/// What both file systems must do with an open file.
@Suite struct FileConformanceTests {
    @Test(arguments: Subject.allCases)
    func contentsReadBack(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.open("a", .create)
            #expect(try file.size() == 0 && file.path == "a")
            #expect(try file.read(at: 0, count: 10) == [])
            try file.write([1, 2, 3, 4], at: 0)
            try file.write([9, 9], at: 1)
            try file.write([5], at: 6)
            try file.sync()
            #expect(try file.read(at: 0, count: 100) == [1, 9, 9, 4, 0, 0, 5])
            #expect(try files.readAll("a") == [1, 9, 9, 4, 0, 0, 5])
        }
    }

    @Test(arguments: Subject.allCases)
    func readsStopWhereTheFileEnds(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.add("a", Array(0..<10))
            #expect(try file.read(at: 8, count: .max) == [8, 9])
            #expect(try file.read(at: 3, count: 2) == [3, 4])
            #expect(try file.read(at: 3, count: 0) == [])
            #expect(try file.read(at: 10, count: 1) == [])
            #expect(try file.read(at: .max, count: .max) == [])
        }
    }

    @Test(arguments: Subject.allCases)
    func impossiblePositionsAreErrors(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.add("a", [1, 2, 3])
            #expect(reason { _ = try file.read(at: -1, count: 1) } == .inputOutput)
            #expect(reason { _ = try file.read(at: .min, count: 1) } == .inputOutput)
            #expect(reason { _ = try file.read(at: 0, count: -1) } == .inputOutput)
            #expect(reason { try file.write([1], at: -1) } == .inputOutput)
            #expect(reason { try file.write([1], at: .max) } == .inputOutput)
            #expect(reason { try file.truncate(to: -1) } == .inputOutput)
            #expect(try file.read(at: 0, count: 10) == [1, 2, 3])
        }
    }

    @Test(arguments: Subject.allCases)
    func anEmptyWriteChangesNothing(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.add("a", [1])
            try file.write([], at: 100)
            #expect(try file.size() == 1)
        }
    }

    @Test(arguments: Subject.allCases)
    func truncationCutsAndExtends(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.add("a", [1, 2, 3])
            try file.truncate(to: 1)
            try file.truncate(to: 3)
            #expect(try file.read(at: 0, count: 10) == [1, 0, 0])
        }
    }

    @Test(arguments: Subject.allCases)
    func readOnlyFilesRefuseChanges(_ subject: Subject) throws {
        try subject.run { files in
            try files.add("a", [1])
            let file = try files.open("a", .readOnly)
            #expect(reason { try file.write([2], at: 0) } == .permissionDenied)
            #expect(reason { try file.truncate(to: 0) } == .permissionDenied)
            #expect(try file.read(at: 0, count: 1) == [1])
        }
    }

    @Test(arguments: Subject.allCases)
    func openModesSayWhatMustExist(_ subject: Subject) throws {
        try subject.run { files in
            #expect(reason { _ = try files.open("a", .readOnly) } == .notFound)
            #expect(reason { _ = try files.open("a", .readWrite) } == .notFound)
            #expect(reason { _ = try files.open("d/a", .create) } == .notFound)
            try files.add("a", [1])
            #expect(reason { _ = try files.open("a", .create) } == .alreadyExists)
            try files.open("a", .readWrite).write([2], at: 1)
            #expect(try files.readAll("a") == [1, 2])
            try files.createDirectory("d")
            #expect(reason { _ = try files.open("d", .readOnly) } == .inputOutput)
            #expect(reason { _ = try files.open("d", .create) } == .alreadyExists)
            #expect(reason { _ = try files.open("a/b", .readOnly) } == .notFound)
        }
    }

    @Test(arguments: Subject.allCases)
    func openFilesOutliveTheirNames(_ subject: Subject) throws {
        try subject.run { files in
            let file = try files.add("a", [1, 2])
            let mapped = ByteRegion(try files.map("a"))
            try files.remove("a")
            try files.add("a", [7])
            try file.write([3], at: 2)
            #expect(try file.read(at: 0, count: 9) == [1, 2, 3])
            #expect(mapped.bytes == [1, 2])
            #expect(try files.readAll("a") == [7])
        }
    }

    @Test(arguments: Subject.allCases)
    func mapsWholeFiles(_ subject: Subject) throws {
        try subject.run { files in
            let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
            try files.add("a", bytes)
            try files.add("empty")
            #expect(ByteRegion(try files.map("a")).bytes == bytes)
            #expect(try files.map("empty").count == 0)
            #expect(reason { _ = try files.map("missing") } == .notFound)
            try files.createDirectory("d")
            #expect(reason { _ = try files.map("d") } == .inputOutput)
        }
    }
}
