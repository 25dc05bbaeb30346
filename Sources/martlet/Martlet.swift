import ArgumentParser
import HTTPAPI

/// The command line of Martlet.
@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "A real-time OLAP database: events from topics become SQL answers within milliseconds.",
        discussion: """
            One process holds the topics, the tables and the HTTP server. 'martlet serve' runs it, \
            'martlet demo' runs it \
            with a stream of synthetic orders to play with, and 'martlet sql' asks it questions.

            EXAMPLES
              martlet demo
              martlet serve --data /var/lib/martlet
              martlet topic create clicks --partitions 4
              martlet sql "SELECT city, COUNT(*) FROM orders GROUP BY city"

            EXIT STATUS
              0 where everything went well, 1 where something failed (its code and message are on standard error), \
            64 where the command line is wrong.
            """,
        version: "martlet \(MartletVersion.current)",
        subcommands: [
            Serve.self, Demo.self, SQL.self, TopicCommand.self, UserCommand.self, SegmentCommand.self,
            LogCommand.self,
        ])
}
