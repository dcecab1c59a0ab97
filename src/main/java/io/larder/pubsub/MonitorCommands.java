package io.larder.pubsub;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Dispatcher;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Observer;
import io.larder.command.Outlet;
import io.larder.command.Quoted;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Clock;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * MONITOR: every command that is run, as a line of text. Commands cost more only while somebody looks.
 *
 * <p>A line is {@code 1721284005.242000 [0 0.0.0.0:0] "GET" "k"}. What is the operator's own is not shown, nor are
 * arguments that are secret; what is long is cut short.
 */
public final class MonitorCommands {

    private static final int MOST_ARGUMENTS = 64;
    private static final int MOST_BYTES = 1024;

    private final Clock clock;
    private final Family<Session> family = new Family<>(Session.class, Group.SERVER);
    private final Audience watchers = new Audience();
    private final Observer observer = this::ran;
    private @Nullable Dispatcher dispatcher;

    /** MONITOR, for {@link #observe} to say what of. */
    public MonitorCommands(Clock clock) {
        this.clock = clock;
        family.command("MONITOR")
                .summary("Shows every command that is run, until the connection ends.")
                .complexity("O(1)")
                .flag(Flag.ADMIN)
                .flag(Flag.DANGEROUS)
                .example("MONITOR", "OK")
                .runs((session, arguments) -> monitor(session));
    }

    /** The row. */
    public Family<Session> family() {
        return family;
    }

    /** Has the commands of {@code seen} shown. */
    public synchronized void observe(Dispatcher seen) {
        dispatcher = seen;
    }

    private Reply monitor(Session session) {
        Outlet outlet = session.outlet();
        session.part(Watcher.class, () -> {
            Watcher watcher = new Watcher(outlet);
            Audience.Seat seat = begin(watcher);
            session.atEnd(() -> end(seat));
            return watcher;
        });
        return Reply.OK;
    }

    private synchronized Audience.Seat begin(Watcher watcher) {
        if (watchers.size() == 0 && dispatcher != null) {
            dispatcher.observe(observer);
        }
        return watchers.add(watcher);
    }

    private synchronized void end(Audience.Seat seat) {
        watchers.remove(seat);
        if (watchers.size() == 0 && dispatcher != null) {
            dispatcher.ignore(observer);
        }
    }

    /** A connection that has sent MONITOR. */
    private record Watcher(Outlet outlet) implements Subscriber {
        @Override
        public Executor lane() {
            return outlet.lane();
        }

        @Override
        public void published(Publication publication) {
            throw new IllegalStateException("a monitor listens to no channel");
        }
    }

    private void ran(Call<?> call, Reply reply, long nanos) {
        if (call.command().is(Flag.ADMIN)) {
            return;
        }
        Reply.Push push = Reply.Push.of(Reply.bytes("monitor"), Reply.bytes(line(clock.now(), call)));
        synchronized (this) {
            watchers.tell(each -> ((Watcher) each).outlet().push(push));
        }
    }

    /** A command as it is shown. */
    static String line(long now, Call<?> call) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT, "%d.%06d [0 0.0.0.0:0]", Math.floorDiv(now, 1000), Math.floorMod(now, 1000) * 1000));
        Command<?> command = call.command();
        byte[][] words = call.words();
        for (int i = 0; i < words.length; i++) {
            line.append(' ');
            if (i == MOST_ARGUMENTS) {
                return line.append("... (")
                        .append(words.length - i)
                        .append(" more arguments)")
                        .toString();
            }
            if (i >= command.words() && command.is(Flag.SECRET)) {
                line.append("\"(redacted)\"");
            } else {
                Quoted.append(line, words[i], MOST_BYTES);
            }
        }
        return line.toString();
    }
}
