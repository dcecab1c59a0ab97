package io.larder.command;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lines of a log that somebody else can cause: a hundred in a second at most, and then how many were left out. So
 * whoever causes them on purpose cannot fill the disk. Of any thread.
 */
public final class FewLines {

    private static final int MOST = 100;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final LongConsumer told;
    private long since;
    private int lines;
    private long leftOut;

    /**
     * No lines yet.
     *
     * @param nanos a clock that only goes forward
     * @param told is told, when there is room again, how many lines were left out
     */
    public FewLines(LongSupplier nanos, LongConsumer told) {
        this.nanos = nanos;
        this.told = told;
        this.since = nanos.getAsLong();
    }

    /** Whether there is room for one more, which is counted. */
    public synchronized boolean room() {
        long now = nanos.getAsLong();
        if (now - since >= SECOND) {
            if (leftOut > 0) {
                told.accept(leftOut);
            }
            since = now;
            lines = 0;
            leftOut = 0;
        }
        if (lines < MOST) {
            lines++;
            return true;
        }
        leftOut++;
        return false;
    }
}
