package io.larder.door.http.v1;

import io.larder.door.codec.BadRequest;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Percent;
import io.larder.door.http.Admission;
import io.larder.door.http.BodyReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every request to a {@link Resource} passes before JAX-RS sees it: whether the path is one and knows the method,
 * what pages of other origins may do, and who sends it. So these are the same for all resources, and every refusal is a
 * {@link Problem}.
 *
 * <p>The path is taken as it came: {@code %2F} stays within its segment, and no dots are resolved.
 */
@Singleton
final class Entrance {

    private static final String PREFIX = "/v1";

    /** Behind those who may refuse to start: what comes in through here opens the engine. */
    private static final int AFTER_CHECKS = Interceptor.Priority.APPLICATION + 1_000;

    /** Behind the door that takes what is not ours, before Quarkus's own bound on bodies, whose answer has none. */
    private static final int FIRST = -999;

    /** Behind everything that may know the path. */
    private static final int LAST = Integer.MAX_VALUE;

    private static final String ALLOWED_HEADERS =
            "authorization, content-type, accept, if-match, if-none-match, cache-control,"
                    + " idempotency-key, last-event-id, x-request-id, traceparent";
    private static final String EXPOSED_HEADERS = "allow, content-encoding, etag, expires, vary, " + FrontDesk.EXPOSED;
    private static final String DAY = "86400";

    private final Vertx vertx;
    private final Admission admission;
    private final Limits limits;
    private final Templates templates;

    Entrance(Vertx vertx, Admission admission, Limits limits, Templates templates) {
        this.vertx = vertx;
        this.admission = admission;
        this.limits = limits;
        this.templates = templates;
    }

    void open(@Observes @Priority(AFTER_CHECKS) Router router) {
        router.route().order(FIRST).handler(this::enter);
        router.route(PREFIX + "/*")
                .order(LAST)
                .handler(context -> refuse(context, Problem.of(404, "no such path", null)));
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (!wellFormed(path) || !wellFormed(request.query())) {
            // Nobody who comes later can read it either.
            refuse(context, Problem.of(400, "invalid percent-encoding in the URL", null));
            return;
        }
        if (!path.startsWith(PREFIX + '/')) {
            context.next();
            return;
        }
        if (request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            // A door of its own lets those in, by its own rules; no resource answers who has not come through here.
            context.next();
            return;
        }
        List<String> segments = Templates.segments(path);
        Set<String> methods = templates.methods(segments);
        if (methods.isEmpty()) {
            context.next();
        } else if (!disguised(context, path, segments)) {
            admit(context, request, methods);
        }
    }

    private static boolean wellFormed(@Nullable String text) {
        if (text == null || text.indexOf('%') < 0) {
            return true;
        }
        try {
            Percent.decode(text, 0, text.length(), false);
            return true;
        } catch (BadRequest refusal) {
            return false;
        }
    }

    /** Where others would take a segment for something else than data, has the request come again with a disguise. */
    private static boolean disguised(RoutingContext context, String path, List<String> segments) {
        segments.replaceAll(Segment::disguise);
        String safe = "/" + String.join("/", segments);
        if (safe.equals(path)) {
            return false;
        }
        String query = context.request().query();
        context.reroute(query == null ? safe : safe + '?' + query);
        return true;
    }

    private void admit(RoutingContext context, HttpServerRequest request, Set<String> methods) {
        MultiMap headers = request.response().headers();
        try {
            admission.checkPage(request.headers());
            boolean page = request.headers().contains(HttpHeaderNames.ORIGIN);
            if (page) {
                headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
                headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
            }
            String allowed = String.join(", ", methods);
            if (request.method() == HttpMethod.OPTIONS) {
                headers.set(HttpHeaderNames.ALLOW, allowed);
                if (page) {
                    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, allowed);
                    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
                    headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, DAY);
                }
                request.response().setStatusCode(204).end();
            } else if (!methods.contains(request.method().name())) {
                headers.set(HttpHeaderNames.ALLOW, allowed);
                refuse(context, Problem.of(405, "this path knows the methods " + allowed, null));
            } else {
                Requests.admit(context, admission.caller(request), admission.from(request));
                BodyReader.checkLength(request, limits);
                context.next();
            }
        } catch (BadRequest refusal) {
            refuse(context, Problem.of(refusal));
        }
    }

    private void refuse(RoutingContext context, Problem problem) {
        Requests.refuse(vertx, context.request(), problem);
    }
}
