package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.security.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers that go on until one side has enough: how many there may be at a time, and how much waits for each. */
public final class EventStreams {

    private final Vertx vertx;
    private final Tokens tokens;
    private final int most;
    private final int maxQueue;
    private final long beatMillis;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<EventStream, Caller> streams = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    /**
     * None yet.
     *
     * @param tokens with which they are asked for; without its token one does not go on
     * @param most how many there may be
     * @param maxQueue the most bytes that wait for a slow reader before it is closed
     * @param beatMillis the time between two comments that keep proxies from closing an idle stream
     */
    public EventStreams(Vertx vertx, Tokens tokens, int most, int maxQueue, long beatMillis) {
        this.tokens = tokens;
        this.vertx = vertx;
        this.most = most;
        this.maxQueue = maxQueue;
        this.beatMillis = beatMillis;
        tokens.atChange(() -> streams.forEach(this::check));
    }

    /** A stream that answers a request of somebody's, or null where there are too many. */
    public @Nullable EventStream of(HttpServerRequest request, Caller caller) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return null;
        }
        EventStream stream = new EventStream(vertx, request, maxQueue, beatMillis);
        streams.put(stream, caller);
        stream.atEnd(() -> {
            streams.remove(stream);
            open.decrementAndGet();
        });
        if (leaving) {
            finish(stream);
        }
        // Its token may have been taken away since it was looked at.
        check(stream, caller);
        return stream;
    }

    private void check(EventStream stream, Caller caller) {
        if (!tokens.knows(caller)) {
            finish(stream);
        }
    }

    /** Ends all, also those that come yet, as the service stops: each in order, so that its reader comes back. */
    public void leave() {
        leaving = true;
        streams.keySet().forEach(EventStreams::finish);
    }

    private static void finish(EventStream stream) {
        stream.lane().execute(stream::finish);
    }

    /** How many there are. */
    public int size() {
        return open.get();
    }
}
