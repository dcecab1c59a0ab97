package io.larder.monitoring;

import io.larder.command.Command;
import io.larder.command.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs of several commands together, by the names that ElastiCache has for kinds of commands.
 *
 * @param calls how many
 * @param nanos how long they took together
 * @param counts how many took how long, by {@link Durations}' buckets
 */
record CommandTally(long calls, long nanos, long[] counts) {

    /** Commands that read keys. */
    static final String READS = "GetTypeCmds";

    /** Commands that change keys. */
    static final String WRITES = "SetTypeCmds";

    private static final CommandTally NONE = new CommandTally(0, 0, new long[Durations.BUCKETS]);

    /** All runs by kind; one command can be of several kinds. */
    static Map<String, CommandTally> of(List<Runs> all) {
        Map<String, CommandTally> kinds = new TreeMap<>();
        for (Runs runs : all) {
            CommandTally one = new CommandTally(runs.calls(), runs.nanos(), runs.counts());
            for (String kind : kinds(runs.row())) {
                kinds.merge(kind, one, CommandTally::and);
            }
        }
        return kinds;
    }

    private static List<String> kinds(Command<?> row) {
        List<String> kinds = new ArrayList<>();
        if (row.is(Flag.READONLY)) {
            kinds.add(READS);
        }
        if (row.is(Flag.WRITE)) {
            kinds.add(WRITES);
        }
        kinds.add(
                switch (row.group()) {
                    case GENERIC -> "KeyBasedCmds";
                    case STRING, BITMAP -> "StringBasedCmds";
                    case LIST -> "ListBasedCmds";
                    case SET -> "SetBasedCmds";
                    case SORTED_SET -> "SortedSetBasedCmds";
                    case HASH -> "HashBasedCmds";
                    case PUBSUB -> "PubSubBasedCmds";
                    case LEADERBOARD -> "LeaderboardBasedCmds";
                    case TRANSACTIONS, CONNECTION, SERVER -> "NonKeyTypeCmds";
                });
        return kinds;
    }

    private CommandTally and(CommandTally other) {
        return combined(other, 1);
    }

    /** What has come since an earlier moment, or since the start. */
    CommandTally since(@Nullable CommandTally before) {
        return combined(before == null ? NONE : before, -1);
    }

    private CommandTally combined(CommandTally other, int sign) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += sign * other.counts[i];
        }
        return new CommandTally(calls + sign * other.calls, nanos + sign * other.nanos, sums);
    }

    /** Microseconds on average; not a number where there was none. */
    double average() {
        return nanos / 1e3 / calls;
    }

    /**
     * Durations in microseconds that are spread as these are: all of them, or {@code most} at equal steps of rank, so
     * that an average or a percentile of them is that of all.
     */
    List<Double> spread(int most) {
        int values = (int) Math.min(calls, most);
        List<Double> spread = new ArrayList<>(values);
        long seen = 0;
        int bucket = -1;
        for (int i = 0; i < values; i++) {
            double rank = (i + 0.5) * calls / values;
            while (seen < rank && bucket + 1 < counts.length) {
                seen += counts[++bucket];
            }
            spread.add(Durations.middle(bucket) / 1e3);
        }
        return spread;
    }
}
