package io.larder.monitoring;

import io.larder.command.Command;

/**
 * The runs of one row up to some moment.
 *
 * @param calls how often it ran
 * @param failed how often it answered with an error
 * @param refused how often it was not even run
 * @param nanos how long all runs took together
 * @param counts how many runs took how long, by {@link Durations}' buckets
 */
record Runs(Command<?> row, long calls, long failed, long refused, long nanos, long[] counts) {

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
