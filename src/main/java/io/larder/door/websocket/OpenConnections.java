package io.larder.door.websocket;

import io.larder.security.Tokens;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** All connections: how many there may be, and their signs of life. */
final class OpenConnections {

    private static final long LOOK_MILLIS = 500;

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<Integer, LongAdder> closed = new ConcurrentHashMap<>();
    private final LongAdder opened = new LongAdder();
    private final Tokens tokens;
    private final int most;
    private final long beatNanos;

    /**
     * None yet.
     *
     * @param tokens with which they are opened; without its token one does not stay
     * @param most how many there may be
     * @param beatMillis the time between two signs of life
     */
    OpenConnections(Vertx vertx, Tokens tokens, int most, long beatMillis) {
        this.tokens = tokens;
        this.most = most;
        this.beatNanos = TimeUnit.MILLISECONDS.toNanos(beatMillis);
        vertx.setPeriodic(Math.min(LOOK_MILLIS, Math.max(1, beatMillis / 4)), tick -> beat());
        tokens.atChange(() -> open.forEach(this::check));
    }

    /** Has a connection that was {@linkplain #add added} look whether its token still counts. */
    void check(Connection connection) {
        connection.lane().execute(() -> connection.check(tokens));
    }

    /** Whether there is room for one more. */
    boolean room() {
        return open.size() < most;
    }

    /** The first sign of life comes at any time of the interval's second half, so that those of many spread out. */
    void add(Connection connection) {
        connection.due =
                System.nanoTime() + beatNanos / 2 + ThreadLocalRandom.current().nextLong(beatNanos / 2 + 1);
        open.add(connection);
        opened.increment();
    }

    void remove(Connection connection) {
        open.remove(connection);
        CloseCode why = connection.why();
        if (why != null) {
            closed.computeIfAbsent(why.code(), code -> new LongAdder()).increment();
        }
    }

    /** How often a connection was closed from here, by the code; all codes are our own. */
    Map<String, Long> closed() {
        Map<String, Long> counts = new TreeMap<>();
        closed.forEach((code, count) -> counts.put(code.toString(), count.sum()));
        return counts;
    }

    /** How many there may be. */
    int most() {
        return most;
    }

    /** How many there ever were. */
    long opened() {
        return opened.sum();
    }

    /** How many there are. */
    int size() {
        return open.size();
    }

    private void beat() {
        long now = System.nanoTime();
        for (Connection connection : open) {
            if (now - connection.due >= 0) {
                connection.due = now + beatNanos;
                connection.lane().execute(() -> connection.beat(beatNanos));
            }
        }
    }
}
