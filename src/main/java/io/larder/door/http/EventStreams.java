package io.larder.door.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers that go on until one side has enough: how many there may be at a time, and how much waits for each. */
public final class EventStreams {

    private final Vertx vertx;
    private final int most;
    private final int maxQueue;
    private final long beatMillis;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    /**
     * None yet.
     *
     * @param most how many there may be
     * @param maxQueue the most bytes that wait for a slow reader before it is closed
     * @param beatMillis the time between two comments that keep proxies from closing an idle stream
     */
    public EventStreams(Vertx vertx, int most, int maxQueue, long beatMillis) {
        this.vertx = vertx;
        this.most = most;
        this.maxQueue = maxQueue;
        this.beatMillis = beatMillis;
    }

    /** A stream that answers a request, or null where there are too many. */
    public @Nullable EventStream of(HttpServerRequest request) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return null;
        }
        EventStream stream = new EventStream(vertx, request, maxQueue, beatMillis);
        streams.add(stream);
        stream.atEnd(() -> {
            streams.remove(stream);
            open.decrementAndGet();
        });
        if (leaving) {
            finish(stream);
        }
        return stream;
    }

    /** Ends all, also those that come yet, as the service stops: each in order, so that its reader comes back. */
    public void leave() {
        leaving = true;
        streams.forEach(EventStreams::finish);
    }

    private static void finish(EventStream stream) {
        stream.lane().execute(stream::finish);
    }

    /** How many there are. */
    public int size() {
        return open.get();
    }
}
