package io.larder.monitoring;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;

import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * LATENCY and its subcommands: of all commands how long they took, and when something took long.
 *
 * @see <a href="https://redis.io/docs/latest/commands/latency/">LATENCY</a>
 */
public final class LatencyCommands {

    /** The first bound in nanoseconds; each further one is twice as much. */
    private static final long STEP = 1024;

    private final Family<Session> family = new Family<>(Session.class, Group.SERVER);
    private final Statistics statistics;
    private final Latencies latencies;

    /** Commands that tell of these. */
    public LatencyCommands(Statistics statistics, Latencies latencies) {
        this.statistics = statistics;
        this.latencies = latencies;
        row("LATENCY DOCTOR", "2.8.13")
                .summary("Tells in words what has taken long, and what can be done.")
                .complexity("O(1)")
                .flag(Flag.NONDETERMINISTIC)
                .example(
                        "LATENCY DOCTOR",
                        "\"The latency monitor is off. CONFIG SET latency-monitor-threshold <milliseconds> turns it"
                                + " on.\"")
                .runs((session, arguments) -> Reply.bytes(new LatencyReport(latencies).text()));
        row("LATENCY HISTOGRAM", "7.0.0")
                .summary("Tells how many runs of each command took at most how many microseconds.")
                .complexity("O(N) in the number of commands to tell of")
                .takes(maybe(many(bytes("command"))))
                .flag(Flag.LONG)
                .flag(Flag.NONDETERMINISTIC)
                .example("LATENCY HISTOGRAM nothing", "(empty array)")
                .runs(this::histogram);
        row("LATENCY HISTORY", "2.8.13")
                .summary("Lists when something took long, and how many milliseconds: up to 160 moments.")
                .complexity("O(1)")
                .takes(bytes("event"))
                .flag(Flag.NONDETERMINISTIC)
                .example("LATENCY HISTORY command", "(empty array)")
                .runs(this::history);
        row("LATENCY LATEST", "2.8.13")
                .summary("Lists what took long: when last, and how many milliseconds then and at most.")
                .complexity("O(1)")
                .flag(Flag.NONDETERMINISTIC)
                .example("LATENCY LATEST", "(empty array)")
                .runs(this::latest);
        row("LATENCY RESET", "2.8.13")
                .summary("Forgets what took long: some kinds of events, or all.")
                .complexity("O(1)")
                .takes(maybe(many(bytes("event"))))
                .example("LATENCY RESET", "(integer) 0")
                .runs(this::reset);
        family.help("LATENCY", "2.8.13");
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Command.Row<Session> row(String name, String since) {
        return family.command(name).since(since).flag(Flag.ADMIN).flag(Flag.DANGEROUS);
    }

    private Reply history(Session session, Arguments arguments) {
        String wanted = arguments.text();
        List<Reply> moments = new ArrayList<>();
        for (Latencies.History history : latencies.histories()) {
            if (history.event().label().equals(wanted)) {
                for (Latencies.Moment moment : history.moments()) {
                    moments.add(Reply.many(Reply.whole(moment.seconds()), Reply.whole(moment.millis())));
                }
            }
        }
        return new Reply.Many(moments);
    }

    private Reply latest(Session session, Arguments arguments) {
        List<Reply> events = new ArrayList<>();
        for (Latencies.History history : latencies.histories()) {
            events.add(Reply.many(
                    Reply.bytes(history.event().label()),
                    Reply.whole(history.latest().seconds()),
                    Reply.whole(history.latest().millis()),
                    Reply.whole(history.longest())));
        }
        return new Reply.Many(events);
    }

    private Reply reset(Session session, Arguments arguments) {
        boolean all = !arguments.more();
        Set<String> wanted = names(arguments);
        int forgotten = 0;
        for (Latencies.Event event : Latencies.Event.values()) {
            if ((all || wanted.contains(event.label())) && latencies.forget(event)) {
                forgotten++;
            }
        }
        return Reply.whole(forgotten);
    }

    private static Set<String> names(Arguments arguments) {
        Set<String> names = new HashSet<>();
        while (arguments.more()) {
            names.add(arguments.text().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private Reply histogram(Session session, Arguments arguments) {
        Set<String> wanted = names(arguments);
        List<Reply> items = new ArrayList<>();
        for (Runs runs : statistics.runs()) {
            String name = runs.name();
            // A container's name stands for all that is in it.
            int bar = name.indexOf('|');
            boolean asked =
                    wanted.isEmpty() || wanted.contains(name) || bar > 0 && wanted.contains(name.substring(0, bar));
            if (asked && runs.calls() > 0) {
                items.add(Reply.bytes(name));
                items.add(new Reply.Pairs(List.of(
                        Reply.bytes("calls"),
                        Reply.whole(runs.calls()),
                        Reply.bytes("histogram_usec"),
                        new Reply.Pairs(steps(runs)))));
            }
        }
        return new Reply.Pairs(items);
    }

    /** For each power of two, how many runs took at most so many microseconds; those that add none are left out. */
    private static List<Reply> steps(Runs runs) {
        List<Reply> told = new ArrayList<>();
        long seen = 0;
        int bucket = 0;
        for (long steps = 1; seen < runs.calls(); steps *= 2) {
            long before = seen;
            while (bucket < Durations.BUCKETS && Durations.from(bucket) < steps * STEP) {
                seen += runs.counts()[bucket++];
            }
            if (seen > before) {
                told.add(Reply.whole(Math.round(steps * STEP / 1000.0)));
                told.add(Reply.whole(seen));
            }
        }
        return told;
    }
}
