import ArgumentParser
import Authentication

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add and remove the users in a file for 'martlet serve --kafka-users'.",
        discussion: """
            The file holds salted keys (SCRAM-SHA-256 and SCRAM-SHA-512), no passwords. A running server reads it when \
            it starts.

            EXAMPLES
              martlet user add alice --file users.json < password.txt
              martlet user remove alice --file users.json
            """,
        subcommands: [UserAdd.self, UserRemove.self])
}

struct UserAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a user, or give it another password: the first line of standard input.")

    @Argument(help: "The user's name.") var name: String
    @Option(name: .long, help: ArgumentHelp("The file; it is made if it is missing.", valueName: "path"))
    var file: String

    func run() throws {
        try UserStore.check(name, "a name")
        var users = try UserFile.users(file)
        guard users.users[name] != nil || users.users.count < AuthenticationLimits.users else {
            throw CommandFailure(code: "INVALID_USERS", "a file has at most \(AuthenticationLimits.users) users")
        }
        let password = readLine(strippingNewline: true) ?? ""
        try UserStore.check(password, "a password")
        let isNew = users.users[name] == nil
        users.set(UserStore.User(password: password), for: name)
        try UserFile.write(users, to: file)
        Console.line("\(isNew ? "added" : "changed") user \(name)")
    }
}

struct UserRemove: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove a user.")

    @Argument(help: "The user's name.") var name: String
    @Option(name: .long, help: ArgumentHelp("The file.", valueName: "path")) var file: String

    func run() throws {
        var users = try UserFile.users(file)
        guard users.remove(name) else { throw CommandFailure(code: "UNKNOWN_USER", "\(file) has no user \(name)") }
        guard !users.users.isEmpty else {
            throw CommandFailure(
                code: "INVALID_USERS", "\(name) is the last user; a server takes no file that names nobody")
        }
        try UserFile.write(users, to: file)
        Console.line("removed user \(name)")
    }
}
