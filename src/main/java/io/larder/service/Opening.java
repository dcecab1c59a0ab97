package io.larder.service;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.RequestId;
import io.larder.door.http.Answer;
import io.larder.door.http.Departure;
import io.larder.door.http.StartGate;
import io.larder.door.http.v1.Problem;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.engine.chronicle.Progress;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/**
 * Opens the store on a thread of its own, once all settings have been checked, while the port opens beside it. Until
 * the store is there, the service is alive and neither started nor ready, and requests wait at a {@link StartGate}.
 * What can wait longer follows on the same thread, with requests let in; only who asks for metrics waits for it.
 */
@Singleton
final class Opening implements Progress {

    private static final Logger LOG = Logger.getLogger(Opening.class);

    /** Behind the doors: what refuses to start has done so by then, and all has been said that is to be done. */
    private static final int AFTER_DOORS = Interceptor.Priority.APPLICATION + 2_000;

    private static final int BEFORE_ALL = -3_000;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long the first requests have the processors for themselves, unless somebody asks for metrics. */
    private static final long FIRST_REQUESTS_MILLIS = 500;

    /** Before the engine is closed. */
    private static final int FIRST = 50;

    private final Loading loading;
    private final Instance<EmbeddedEngine> engine;
    private final List<Runnable> afterwards = new ArrayList<>();
    private final Leisure leisure;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Thread thread = new Thread(this::open, "larder-opening");
    private long told = System.nanoTime();
    private volatile State state = new State("waiting for its turn", 0, 0);
    private volatile boolean done;
    private volatile boolean settled;
    private final StartGate gate;
    private final StartGate metricsGate;
    private final long stopMillis;

    /** What is being done. */
    private record State(String what, long done, long all) {}

    Opening(Vertx vertx, Loading loading, Leisure leisure, Instance<EmbeddedEngine> engine, LarderConfig config) {
        this.loading = loading;
        this.leisure = leisure;
        this.engine = engine;
        Duration wait = config.start().patience();
        if (wait.isNegative()) {
            throw new ConfigurationException("larder.start.wait must not be negative");
        }
        this.stopMillis = config.stop().patience().toMillis();
        BiConsumer<HttpServerRequest, BadRequest> refuse = (request, refusal) -> {
            if (Doors.tellsProblems(request.path())) {
                Problem.answer(vertx, request, refusal);
            } else {
                new Answer(vertx, request).refuse(refusal.status(), refusal.text());
            }
        };
        this.gate = new StartGate(vertx, wait.toMillis(), refuse);
        this.metricsGate = new StartGate(vertx, wait.toMillis(), refuse);
    }

    /** Has {@code part} made when the store is open, before anybody is let in; in the order of these calls. */
    void afterwards(Runnable part) {
        afterwards.add(part);
    }

    /** Whether the store is open and all that needs it is there. */
    boolean done() {
        return done;
    }

    void begin(@Observes @Priority(AFTER_DOORS) Router router) {
        router.route().order(BEFORE_ALL).putMetadata(Doors.OWN, true).handler(context -> {
            if (Departure.refuses(context.request())) {
                return;
            }
            RequestId.tell(context.request());
            if (settled) {
                context.next();
            } else {
                atStart(context);
            }
        });
        thread.start();
    }

    private void atStart(RoutingContext context) {
        String path = context.request().path();
        if (path.startsWith("/q/metrics")) {
            leisure.end();
            metricsGate.handle(context);
        } else if (done || path.startsWith("/q/health")) {
            context.next();
        } else {
            gate.handle(context);
        }
    }

    /** The port is open. */
    void started(@Observes @Priority(AFTER_DOORS) StartupEvent event) {
        started.countDown();
    }

    private void open() {
        try {
            loading.await();
            engine.get().usedBytes();
            afterwards.forEach(Runnable::run);
            done = true;
            gate.open();
            started.await();
            if (leisure.run(FIRST_REQUESTS_MILLIS)) {
                OptimizingCompiler.proceed();
                settled = true;
                metricsGate.open();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        } catch (RuntimeException | Error e) {
            state = new State("failed", 0, 0);
            tell(e);
            Quarkus.asyncExit(1);
        }
    }

    /** What an operator can mend is said in a line. */
    private static void tell(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                LOG.error(cause.getMessage());
                return;
            }
        }
        LOG.error("Larder does not start", failure);
    }

    @Override
    public void at(String what, long parts, long all) {
        state = new State(what, parts, all);
        if (System.nanoTime() - told > TELL_NANOS) {
            told = System.nanoTime();
            LOG.info("Opening the store: " + what + (all == 0 ? "" : ", " + parts + " of " + all));
        }
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started() {
        return () -> tell(HealthCheckResponse.named("store")).build();
    }

    /** Down, with how far it is, until all is done. */
    HealthCheckResponseBuilder tell(HealthCheckResponseBuilder response) {
        if (done) {
            return response.up();
        }
        State now = state;
        response.down().withData("opening", now.what());
        return now.all() == 0 ? response : response.withData("done", now.done()).withData("of", now.all());
    }

    /**
     * What is being opened can be closed only when it is open. Where that takes long it is left as a kill would leave
     * it, which the next start mends as it does now.
     */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
        leisure.stop();
        started.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        // 0 would be for ever.
        thread.join(Math.max(1, stopMillis));
        if (!done && thread.isAlive()) {
            LOG.warnf(
                    "Larder stops before its store is open, which has taken more than %d ms besides (larder.stop.wait):"
                            + " the next start begins anew",
                    stopMillis);
        }
    }
}
