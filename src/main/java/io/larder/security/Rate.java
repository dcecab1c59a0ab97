package io.larder.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How often each of many may come: so many times in a second, at once or spread over it. It is the generic cell rate
 * algorithm, which needs one number for each of them: when they would be due if they came as often as they may.
 *
 * <p>Only so many are remembered. Who is forgotten has come seldom, and begins anew.
 *
 * @param <K> who is told apart
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate algorithm</a>
 */
final class Rate<K> {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Cache<K, AtomicLong> due;
    private final int most;
    private final long interval;
    private final LongSupplier nanos;

    /**
     * A rate.
     *
     * @param most how often in a second, at least once
     * @param remembered how many are remembered
     * @param nanos a clock that only goes forward
     */
    Rate(int most, int remembered, LongSupplier nanos) {
        this.most = most;
        this.interval = SECOND / most;
        this.nanos = nanos;
        this.due = Caffeine.newBuilder().maximumSize(remembered).build();
    }

    /**
     * Counts one more, if there may be.
     *
     * @param left how many more may come at once; negative where this one was one too many
     * @param resetNanos when as many as ever may come again
     * @param waitNanos when one more may come
     */
    record Taken(int most, long left, long resetNanos, long waitNanos) {
        boolean refused() {
            return left < 0;
        }
    }

    Taken take(K who) {
        AtomicLong cell = due.get(who, first -> new AtomicLong(nanos.getAsLong() - interval));
        while (true) {
            long now = nanos.getAsLong();
            long last = cell.get();
            long begin = last - now > 0 ? last - now : 0;
            long then = begin + interval;
            if (then > SECOND) {
                return new Taken(most, -1, begin, then - SECOND);
            }
            if (cell.compareAndSet(last, now + then)) {
                return new Taken(most, (SECOND - then) / interval, then, 0);
            }
        }
    }
}
