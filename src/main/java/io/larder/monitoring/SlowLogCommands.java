package io.larder.monitoring;

import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * SLOWLOG and its subcommands.
 *
 * @see <a href="https://redis.io/docs/latest/commands/slowlog/">SLOWLOG</a>
 */
public final class SlowLogCommands {

    private static final long USUAL = 10;
    private static final CommandError COUNT = new CommandError("ERR count should be greater than or equal to -1");

    private final SlowLog log;
    private final Family<Session> family = new Family<>(Session.class, Group.SERVER);

    /** Commands that show this log. */
    public SlowLogCommands(SlowLog log) {
        this.log = log;
        row("SLOWLOG GET")
                .summary("Answers the newest commands that took long, 10 of them, or so many, or with -1 all.")
                .complexity("O(N) in the number of commands that are answered")
                .takes(maybe(whole("count")))
                .flag(Flag.NONDETERMINISTIC)
                .example("SLOWLOG GET 0", "(empty array)")
                .runs(this::get);
        row("SLOWLOG LEN")
                .summary("Counts the commands that took long and are kept.")
                .complexity("O(1)")
                .flag(Flag.NONDETERMINISTIC)
                .example("SLOWLOG RESET", "OK")
                .example("SLOWLOG LEN", "(integer) 0")
                .runs((session, arguments) -> Reply.whole(log.length()));
        row("SLOWLOG RESET")
                .summary("Forgets the commands that took long.")
                .complexity("O(N) in the number of commands")
                .example("SLOWLOG RESET", "OK")
                .runs(this::reset);
        family.help("SLOWLOG", "6.2.0");
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Command.Row<Session> row(String name) {
        return family.command(name).since("2.2.12").flag(Flag.ADMIN).flag(Flag.DANGEROUS);
    }

    private Reply get(Session session, Arguments arguments) {
        long count = arguments.more() ? count(arguments) : USUAL;
        List<Reply> entries = new ArrayList<>();
        for (SlowLog.Entry entry : log.newest(count == -1 ? SlowLog.MOST_ENTRIES : count)) {
            // Where Redis has the client's address and name, of which over HTTP there are none that would last; and
            // behind
            // those, where clients of Redis do not look, what joins it to the log and to traces.
            String request = entry.request();
            entries.add(Reply.many(
                    Reply.whole(entry.id()),
                    Reply.whole(entry.seconds()),
                    Reply.whole(entry.micros()),
                    Reply.many(entry.words()),
                    Reply.bytes(entry.door()),
                    Reply.bytes(entry.caller()),
                    request == null ? Reply.NIL : Reply.bytes(request)));
        }
        return new Reply.Many(entries);
    }

    private static long count(Arguments arguments) {
        long count = arguments.whole(COUNT);
        if (count < -1) {
            throw COUNT;
        }
        return count;
    }

    private Reply reset(Session session, Arguments arguments) {
        log.clear();
        return Reply.OK;
    }
}
