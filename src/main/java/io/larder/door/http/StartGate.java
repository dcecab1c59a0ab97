package io.larder.door.http;

import io.larder.door.codec.BadRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Stands before all doors while the store is being opened. A request waits, with its body unread, until the doors are
 * there; if that takes too long, or too many wait, it is answered with 503 and {@code Retry-After}.
 *
 * <p>Handlers run on the event loops of their requests; {@link #open} may be called from any thread.
 */
public final class StartGate implements Handler<RoutingContext> {

    /** So many requests wait at most. */
    static final int MOST = 1_000;

    private static final String AFTER_SECONDS = "1";

    private final Vertx vertx;
    private final long waitMillis;
    private final BiConsumer<HttpServerRequest, BadRequest> refusal;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger held = new AtomicInteger();
    private volatile boolean open;

    /**
     * A closed gate.
     *
     * @param waitMillis how long a request waits, 0 for not at all
     * @param refusal how a request is refused: its door's kind of answer
     */
    public StartGate(Vertx vertx, long waitMillis, BiConsumer<HttpServerRequest, BadRequest> refusal) {
        this.vertx = vertx;
        this.waitMillis = waitMillis;
        this.refusal = refusal;
    }

    /** Lets everybody in: those that wait, and who comes from here on. */
    public void open() {
        open = true;
        waiting.forEach(each -> each.loop.runOnContext(now -> end(each, true)));
    }

    @Override
    public void handle(RoutingContext context) {
        if (open) {
            context.next();
        } else if (waitMillis == 0 || held.incrementAndGet() > MOST) {
            if (waitMillis != 0) {
                held.decrementAndGet();
            }
            refuse(context.request());
        } else {
            hold(context);
        }
    }

    private void hold(RoutingContext context) {
        Waiting one = new Waiting(context, vertx.getOrCreateContext());
        context.request().pause();
        waiting.add(one);
        one.timer = vertx.setTimer(waitMillis, late -> end(one, false));
        context.response().exceptionHandler(gone -> end(one, false));
        context.response().closeHandler(gone -> end(one, false));
        if (open) {
            // It was opened between the look at it and the wait.
            end(one, true);
        }
    }

    /** On the request's own event loop. */
    private void end(Waiting one, boolean in) {
        if (!waiting.remove(one)) {
            return;
        }
        held.decrementAndGet();
        vertx.cancelTimer(one.timer);
        one.context.response().exceptionHandler(null);
        one.context.response().closeHandler(null);
        HttpServerRequest request = one.context.request();
        if (request.response().closed()) {
            return;
        }
        if (in) {
            // What has come in meanwhile is handed out a turn later, when its reader is there.
            request.resume();
            one.context.next();
        } else {
            refuse(request);
        }
    }

    private void refuse(HttpServerRequest request) {
        request.response().headers().set(HttpHeaderNames.RETRY_AFTER, AFTER_SECONDS);
        refusal.accept(
                request,
                new BadRequest(503, "LOADING Larder is opening its store. How far it is stands at /q/health/ready"));
    }

    /** A request that waits. */
    private static final class Waiting {
        private final RoutingContext context;
        private final Context loop;
        private long timer;

        private Waiting(RoutingContext context, Context loop) {
            this.context = context;
            this.loop = loop;
        }
    }
}
