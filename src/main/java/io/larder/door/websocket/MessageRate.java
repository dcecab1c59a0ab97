package io.larder.door.websocket;

import java.util.concurrent.TimeUnit;

/**
 * How often messages may come on one connection: so many in a second, at once or spread over it. It holds when the next
 * one would be due if they came as often as they may.
 */
final class MessageRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long interval;
    private long due;

    /** So many in a second; 0 for any number. */
    MessageRate(int most) {
        this.interval = most == 0 ? 0 : SECOND / most;
        this.due = System.nanoTime();
    }

    /** Counts one more, if there may be. */
    boolean take() {
        if (interval == 0) {
            return true;
        }
        long now = System.nanoTime();
        long then = Math.max(due - now, 0) + interval;
        if (then > SECOND) {
            return false;
        }
        due = now + then;
        return true;
    }
}
