package io.larder.monitoring;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast a count grows. No thread keeps watch: whoever asks leaves the count of that moment, and it is measured from
 * the oldest moment of the last seconds; from the last one, however long ago, if nobody has asked meanwhile.
 */
final class Rate {

    private static final long APART = 100_000_000;
    private static final long WINDOW = 2_000_000_000;
    private static final double SECOND = 1e9;

    private record Moment(long nanos, long count) {}

    private final Deque<Moment> moments = new ArrayDeque<>();

    Rate(long nanos) {
        moments.add(new Moment(nanos, 0));
    }

    /** How much the count grows in a second. */
    synchronized long at(long nanos, long count) {
        while (moments.size() > 1 && nanos - moments.getFirst().nanos > WINDOW) {
            moments.removeFirst();
        }
        Moment first = moments.getFirst();
        if (nanos - moments.getLast().nanos >= APART) {
            moments.addLast(new Moment(nanos, count));
        }
        long passed = nanos - first.nanos;
        return passed < APART ? 0 : Math.round((count - first.count) * SECOND / passed);
    }
}
