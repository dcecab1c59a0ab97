package io.larder.monitoring;

import io.larder.command.Command;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the runs of one row. Threads that run at the same time mostly count in different stripes, which are summed
 * when someone asks; two additions a run, and nothing is allocated.
 */
final class Recorder {

    private static final int STRIPES = 4;
    private static final int NANOS = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final int COUNTS = 3;
    private static final int WIDTH = COUNTS + Durations.BUCKETS;

    private final Command<?> row;
    private final AtomicLongArray cells = new AtomicLongArray(STRIPES * WIDTH);

    Recorder(Command<?> row) {
        this.row = row;
    }

    Command<?> row() {
        return row;
    }

    void ran(boolean failed, long nanos) {
        int stripe = ((int) Thread.currentThread().getId() & STRIPES - 1) * WIDTH;
        cells.getAndAdd(stripe + NANOS, nanos);
        cells.getAndAdd(stripe + COUNTS + Durations.bucket(nanos), 1);
        if (failed) {
            cells.getAndAdd(stripe + FAILED, 1);
        }
    }

    void refused() {
        cells.getAndAdd(REFUSED, 1);
    }

    /** What was counted up to now. */
    Runs runs() {
        long[] counts = new long[Durations.BUCKETS];
        long calls = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = sum(COUNTS + i);
            calls += counts[i];
        }
        return new Runs(row, calls, sum(FAILED), sum(REFUSED), sum(NANOS), counts);
    }

    private long sum(int cell) {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += cells.get(stripe * WIDTH + cell);
        }
        return sum;
    }
}
