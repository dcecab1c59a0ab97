package io.larder.monitoring;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;

import io.larder.command.Arguments;
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
 * INFO, and LATENCY HISTOGRAM.
 *
 * @see <a href="https://redis.io/docs/latest/commands/latency-histogram/">LATENCY HISTOGRAM</a>
 */
public final class InformationCommands {

    /** The first bound in nanoseconds; each further one is twice as much. */
    private static final long STEP = 1024;

    private final Family<Session> family = new Family<>(Session.class, Group.SERVER);
    private final Information information;
    private final Statistics statistics;

    /** Commands that tell of these. */
    public InformationCommands(Information information, Statistics statistics) {
        this.information = information;
        this.statistics = statistics;
        family.command("INFO")
                .summary("Tells of the server: memory, connections, counts, and how long commands take.")
                .complexity("O(1)")
                .takes(maybe(many(bytes("section"))))
                .flag(Flag.DANGEROUS)
                .flag(Flag.LONG)
                .flag(Flag.NONDETERMINISTIC)
                .harmless()
                .example("INFO cluster", "\"# Cluster\\r\\ncluster_enabled:0\\r\\n\"")
                .runs(this::info);
        family.command("LATENCY HISTOGRAM")
                .summary("Tells how many runs of each command took at most how many microseconds.")
                .since("7.0.0")
                .complexity("O(N) in the number of commands to tell of")
                .takes(maybe(many(bytes("command"))))
                .flag(Flag.ADMIN)
                .flag(Flag.DANGEROUS)
                .flag(Flag.LONG)
                .flag(Flag.NONDETERMINISTIC)
                .example("LATENCY HISTOGRAM nothing", "(empty array)")
                .runs(this::histogram);
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Reply info(Session session, Arguments arguments) {
        return Reply.bytes(information.text(names(arguments)));
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
