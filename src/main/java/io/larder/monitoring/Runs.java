package io.larder.monitoring;

import io.larder.command.Command;
import io.larder.command.Door;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The runs of one row up to some moment.
 *
 * @param door where those who ran it came in; of several doors together one of them
 * @param calls how often it ran
 * @param failed how often it answered with an error
 * @param refused how often it was not even run
 * @param nanos how long all runs took together
 * @param counts how many runs took how long, by {@link Durations}' buckets
 */
record Runs(Command<?> row, Door door, long calls, long failed, long refused, long nanos, long[] counts) {

    Runs(Command<?> row, Door door, long failed, long refused, long nanos, long[] counts) {
        this(row, door, LongStream.of(counts).sum(), failed, refused, nanos, counts);
    }

    /** These and others, with this row and this door. */
    Runs and(Runs others) {
        long[] all = counts.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] += others.counts[i];
        }
        return new Runs(row, door, failed + others.failed, refused + others.refused, nanos + others.nanos, all);
    }

    /** The row's name in lower case; a subcommand's two words are parted by a bar, as in Redis. */
    String name() {
        return row.name().toLowerCase(Locale.ROOT).replace(' ', '|');
    }

    /** The duration in microseconds below which so many percent of the runs are. */
    double percentile(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(calls * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Durations.middle(i) / 1000;
            }
        }
        return 0;
    }
}
