package io.larder.command;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.whole;

/** What concerns the caller only: PING, ECHO, SELECT. */
public final class ConnectionCommands {

    /** The rows. */
    public static final Family<Session> FAMILY = new Family<>(Session.class, Group.CONNECTION);

    private static final Reply PONG = new Reply.Text("PONG");

    private ConnectionCommands() {}

    static {
        FAMILY.command("PING")
                .summary("Answers PONG, or its argument.")
                .complexity("O(1)")
                .takes(maybe(bytes("message")))
                .fast()
                .harmless()
                .example("PING", "PONG")
                .example("PING hello", "\"hello\"")
                .runs(ConnectionCommands::ping);
    }

    private static Reply ping(Session session, Arguments arguments) {
        if (arguments.left() > 1) {
            throw CommandError.wrongNumber("ping");
        }
        return arguments.more() ? Reply.bytes(arguments.bytes()) : PONG;
    }

    static {
        FAMILY.command("ECHO")
                .summary("Answers its argument.")
                .complexity("O(1)")
                .takes(bytes("message"))
                .fast()
                .harmless()
                .example("ECHO hello", "\"hello\"")
                .runs(ConnectionCommands::echo);
    }

    private static Reply echo(Session session, Arguments arguments) {
        return Reply.bytes(arguments.bytes());
    }

    static {
        FAMILY.command("SELECT")
                .summary("Changes to another database; there is only database 0.")
                .complexity("O(1)")
                .takes(whole("index"))
                .fast()
                .harmless()
                .example("SELECT 0", "OK")
                .example("SELECT 1", "(error) ERR DB index is out of range")
                .runs(ConnectionCommands::select);
    }

    private static Reply select(Session session, Arguments arguments) {
        arguments.database();
        return Reply.OK;
    }
}
