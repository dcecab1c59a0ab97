package io.larder.monitoring;

import io.larder.command.Command;
import io.larder.command.Door;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts the runs of one row by callers who came in through one door. Threads that run at the same time mostly count in
 * different stripes, which are summed when someone asks; two additions a run. A stripe is made when it is first needed:
 * most rows run on few threads, if ever.
 */
final class Recorder {

    private static final int STRIPES = 4;
    private static final int NANOS = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;
    private static final int COUNTS = 3;
    private static final int WIDTH = COUNTS + Durations.BUCKETS;

    private final Command<?> row;
    private final Door door;
    private final AtomicReferenceArray<@Nullable AtomicLongArray> stripes = new AtomicReferenceArray<>(STRIPES);

    Recorder(Command<?> row, Door door) {
        this.row = row;
        this.door = door;
    }

    Command<?> row() {
        return row;
    }

    Door door() {
        return door;
    }

    void ran(boolean failed, long nanos) {
        AtomicLongArray cells = cells();
        cells.getAndAdd(NANOS, nanos);
        cells.getAndAdd(COUNTS + Durations.bucket(nanos), 1);
        if (failed) {
            cells.getAndAdd(FAILED, 1);
        }
    }

    void refused() {
        cells().getAndAdd(REFUSED, 1);
    }

    private AtomicLongArray cells() {
        int stripe = (int) Thread.currentThread().getId() & STRIPES - 1;
        AtomicLongArray cells = stripes.get(stripe);
        return cells == null ? make(stripe) : cells;
    }

    private synchronized AtomicLongArray make(int stripe) {
        AtomicLongArray cells = stripes.get(stripe);
        if (cells == null) {
            cells = new AtomicLongArray(WIDTH);
            stripes.set(stripe, cells);
        }
        return cells;
    }

    /** What was counted up to now. */
    Runs runs() {
        long[] sums = new long[WIDTH];
        for (int i = 0; i < STRIPES; i++) {
            AtomicLongArray cells = stripes.get(i);
            for (int cell = 0; cells != null && cell < WIDTH; cell++) {
                sums[cell] += cells.get(cell);
            }
        }
        long[] counts = new long[Durations.BUCKETS];
        System.arraycopy(sums, COUNTS, counts, 0, counts.length);
        return new Runs(row, door, sums[FAILED], sums[REFUSED], sums[NANOS], counts);
    }
}
