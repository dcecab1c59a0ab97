package io.larder.security;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each of many has. Who has none is not remembered, so there are never more than connections.
 *
 * @param <K> who is told apart
 */
final class Crowd<K> {

    private final ConcurrentHashMap<K, Integer> open = new ConcurrentHashMap<>();
    private final int most;

    Crowd(int most) {
        this.most = most;
    }

    /** Counts one more, if there may be. */
    boolean enter(K who) {
        boolean[] entered = new boolean[1];
        open.compute(who, (key, now) -> {
            int before = now == null ? 0 : now;
            entered[0] = before < most;
            return entered[0] ? Integer.valueOf(before + 1) : now;
        });
        return entered[0];
    }

    /** One is gone. */
    void leave(K who) {
        open.computeIfPresent(who, (key, now) -> now > 1 ? now - 1 : null);
    }
}
