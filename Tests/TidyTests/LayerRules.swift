/// Rules about which layer may use what: pure functions from a file to its violations.
enum LayerRules {
    static let all: [@Sendable (SourceFile) -> [Violation]] = [
        oneWayImports, purity, files, unsafeConstructs, printing,
    ]

    /// One-way imports; sockets and system calls only where they belong.
    static func oneWayImports(_ file: SourceFile) -> [Violation] {
        guard let target = file.target, file.isSwift, let own = Layers.order.firstIndex(of: target) else { return [] }
        return imports(in: file).compactMap { line, module, function in
            if let function, Layers.systemModules.contains(module), Layers.mathematics.contains(function) { return nil }
            guard let problem = problem(with: module, in: target, standingAt: own) else { return nil }
            return Violation(path: file.path, line: line, problem: problem.0, fix: problem.1)
        }
    }

    private static func problem(with module: String, in target: String, standingAt own: Int) -> (String, String)? {
        if let other = Layers.order.firstIndex(of: module), other >= own {
            return ("\(target) imports \(module), which does not stand below it", "move the code to a layer above")
        }
        if Layers.networkModules.contains(where: module.hasPrefix), !Layers.network.contains(target) {
            return ("\(target) imports \(module)", "keep sockets in \(Layers.network.sorted().joined(separator: ", "))")
        }
        if Layers.systemModules.contains(module), !Layers.systemCalls.contains(target) {
            let fix = "call the operating system in Files, Bytes or Engine, or import one function: func \(module).exp"
            return ("\(target) imports \(module)", fix)
        }
        return nil
    }

    /// Line and module of every import, and the function if it is one function that is imported.
    static func imports(in file: SourceFile) -> [(line: Int, module: String, function: String?)] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
        let modifiers: Set = ["public", "package", "internal", "fileprivate", "private"]
        return file.codeLines.enumerated().compactMap { index, line in
            var words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words.removeFirst() }
            guard words.first == "import", words.count >= 2, words[1] != "." else { return nil }
            let name = kinds.contains(words[1]) && words.count >= 3 ? words[2] : words[1]
            let path = name.split(separator: ".").map(String.init)
            return (index + 1, path[0], words[1] == "func" ? path.last : nil)
        }
    }

    /// No threads, clocks or randomness in layers that get them as parameters.
    static func purity(_ file: SourceFile) -> [Violation] {
        guard let target = file.target, Layers.pure.contains(target) else { return [] }
        return tokens(Layers.threadsClocksAndRandomness, in: file) { token in
            ("\(token) in \(target)", "take the time, the random numbers or the thread from the caller")
        }
    }

    static func files(_ file: SourceFile) -> [Violation] {
        guard let target = file.target, target != "Files", target != "martlet" else { return [] }
        return tokens(Layers.fileAccess, in: file) { token in
            ("\(token) in \(target)", "go through the FileSystem protocol of Files")
        }
    }

    static func unsafeConstructs(_ file: SourceFile) -> [Violation] {
        guard let target = file.target, file.isSwift, !Layers.unsafeCode.contains(target) else { return [] }
        return tokens(Layers.unsafeConstructs, in: file) { token in
            ("\(token.filter { $0 != " " }) in \(target)", "put it behind a safe interface in Bytes, Files or Bitmaps")
        }
    }

    static func printing(_ file: SourceFile) -> [Violation] {
        guard let target = file.target, target != "martlet" else { return [] }
        return file.places(of: "print(").filter { $0 == 0 || file.code[$0 - 1] != UInt8(ascii: ".") }.map {
            file.violation(at: $0, "print in \(target)", fix: "log it, or return it to the caller")
        }
    }

    private static func tokens(
        _ tokens: [String], in file: SourceFile, _ explain: (String) -> (String, String)
    ) -> [Violation] {
        tokens.flatMap { token in
            file.places(of: token).map { offset in
                let (problem, fix) = explain(token)
                return file.violation(at: offset, problem, fix: fix)
            }
        }
    }
}
