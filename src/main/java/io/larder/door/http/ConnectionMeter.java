package io.larder.door.http;

import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of HTTP servers, WebSockets among them, the bytes that they carry, and the answers that refuse
 * something. Vert.x tells it; what else is said of single requests is passed over.
 */
public final class ConnectionMeter implements VertxMetricsFactory, VertxMetrics {

    /** The lowest status that says that something is wrong. */
    private static final int WRONG = 400;

    private static final int MOST = 600;

    private final LongAdder accepted = new LongAdder();
    private final LongAdder gone = new LongAdder();
    private final LongAdder in = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final AtomicLongArray refusals = new AtomicLongArray(MOST - WRONG);

    /** Connections that are open now. */
    public long open() {
        return Math.max(0, accepted.sum() - gone.sum());
    }

    /** Connections that were ever open. */
    public long accepted() {
        return accepted.sum();
    }

    /** Bytes that came in. */
    public long bytesIn() {
        return in.sum();
    }

    /** Bytes that went out. */
    public long bytesOut() {
        return out.sum();
    }

    /** How often each status from 400 on was answered; those that never were are left out. */
    public Map<String, Long> refusals() {
        Map<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < refusals.length(); i++) {
            if (refusals.get(i) > 0) {
                counts.put(Integer.toString(WRONG + i), refusals.get(i));
            }
        }
        return counts;
    }

    @Override
    public VertxMetrics metrics(VertxOptions options) {
        return this;
    }

    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
        return new Server();
    }

    private final class Server implements HttpServerMetrics<@Nullable Void, @Nullable Void, @Nullable Void> {
        @Override
        public @Nullable Void connected(SocketAddress remote, String name) {
            accepted.increment();
            return null;
        }

        @Override
        public void disconnected(@Nullable Void connection, SocketAddress remote) {
            gone.increment();
        }

        @Override
        public void bytesRead(@Nullable Void connection, SocketAddress remote, long count) {
            in.add(count);
        }

        @Override
        public void bytesWritten(@Nullable Void connection, SocketAddress remote, long count) {
            out.add(count);
        }

        @Override
        public void responseBegin(@Nullable Void request, HttpResponse response) {
            int status = response.statusCode();
            if (status >= WRONG && status < MOST) {
                refusals.getAndIncrement(status - WRONG);
            }
        }
    }
}
