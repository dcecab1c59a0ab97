package io.larder.service;

import io.larder.command.Dispatcher;
import io.larder.console.Console;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.http.Admission;
import io.larder.door.http.Answer;
import io.larder.door.http.Connections;
import io.larder.door.http.DialectDoor;
import io.larder.door.http.EventStreams;
import io.larder.door.http.Pace;
import io.larder.door.http.Statuses;
import io.larder.door.http.v1.Problem;
import io.larder.pubsub.ChannelRules;
import io.larder.security.JsonWebTokens;
import io.larder.security.Tokens;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Opens the doors of the HTTP port: some paths belong to resources and pages, every other one is the dialect's. This
 * happens before the port is open, so what is refused here is never served.
 */
@Singleton
final class Doors {

    /** What is there has problems of its own to tell. */
    static final String RESOURCES = "/v1";

    /** What is there is for operators. */
    static final String OPERATIONS = "/q";

    static final String SOCKETS = "/connection";

    /** What the metadata of those routes have that are our own and come before the doors. */
    static final String OWN = "larder.own";

    private static final String ARRIVED = "larder.arrived";

    /** First segments of paths that are not the dialect's. None of them is a command's name. */
    private static final List<String> OTHERS = List.of(RESOURCES, OPERATIONS, "/openapi", SOCKETS);

    /** Before Quarkus's own bound on bodies, whose answer has none, and before every resource. */
    private static final int FIRST = -1_000;

    /** Behind everything that may know the path. */
    private static final int LAST = Integer.MAX_VALUE;

    void open(
            @Observes Router router,
            Vertx vertx,
            Opening opening,
            Instance<Dispatcher> dispatcher,
            Tokens tokens,
            FrontDesk desk,
            Admission admission,
            Limits limits,
            InFlight inFlight,
            EventStreams streams,
            ChannelRules madeBeforeTheEngine,
            Tls tls,
            JsonWebTokens thisToo,
            LarderConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idle) {
        if (tokens.open() && !config.auth().openToNetwork() && !isThisMachine(host)) {
            throw new ConfigurationException("Larder does not start: it would listen on " + host
                    + " without a token, so whoever reaches that address could read and change everything.\n"
                    + "Set larder.auth.token (LARDER_AUTH_TOKEN). Or, if this is meant, set"
                    + " larder.auth.open-to-network=true (LARDER_AUTH_OPEN_TO_NETWORK=true).");
        }
        Connections.allow(
                Wiring.atLeastOne("larder.http.max-connections", config.http().maxConnections()),
                desk.reception(),
                new Pace(
                        Wiring.atLeastOne(
                                "larder.http.head-timeout",
                                config.http().headTimeout().toMillis()),
                        limits.bodyMillis(),
                        idle.toMillis(),
                        Wiring.atLeastOne(
                                "larder.http.answer-timeout",
                                config.http().answerTimeout().toMillis()),
                        Wiring.bytes("larder.http.answer-rate", config.http().answerRate())));
        // The engine is opened later: a service that refuses to start, for its channels' rules or a key too, leaves no
        // files.
        AtomicReference<DialectDoor> door = new AtomicReference<>();
        Route first = router.route().order(FIRST);
        opening.afterwards(() -> door.set(new DialectDoor(vertx, dispatcher.get(), admission, limits, inFlight, streams)
                .withShortWays(Doors::isDialects, () -> isFirst(first, router))));
        Console console = new Console();
        first.handler(context -> {
            HttpServerRequest request = context.request();
            if (request.version() == HttpVersion.HTTP_2) {
                // What goes out by HTTP/1 is seen where it goes out.
                context.addHeadersEndHandler(
                        begun -> Statuses.answered(request.response().getStatusCode()));
            }
            tls.tell(request);
            if (!arrives(desk, admission, context)) {
                return;
            }
            if (isUnder(Console.PATH, request.path()) || Console.asksForPage(request)) {
                console.handle(request);
            } else if (isOthers(request.path())) {
                if (isUnder(OPERATIONS, request.path())) {
                    Tls.guardPage(request);
                }
                context.next();
            } else {
                door.get().handle(request);
            }
        });
        router.route().order(LAST).handler(context -> {
            HttpServerRequest request = context.request();
            if (isUnder(RESOURCES, request.path())) {
                context.next();
            } else {
                new Answer(vertx, request).refuse(404, "ERR no such path");
            }
        });
    }

    /** Asks for every request, whatever its path, whether it is looked at at all. */
    private static boolean arrives(FrontDesk desk, Admission admission, RoutingContext context) {
        if (!desk.reception().asksEverybody() || context.get(ARRIVED) != null) {
            // Nothing is to be asked, or it comes again by another spelling of its path.
            return true;
        }
        HttpServerRequest request = context.request();
        try {
            desk.arrives(request, isUnder(OPERATIONS, request.path()));
            if (isUnder(RESOURCES, request.path())) {
                context.put(ARRIVED, true);
            }
            return true;
        } catch (BadRequest refusal) {
            tellPage(admission, context);
            if (tellsProblems(request.path())) {
                Problem.answer(context.vertx(), request, refusal);
            } else {
                new Answer(context.vertx(), request).refuse(refusal.status(), refusal.text());
            }
            return false;
        }
    }

    /** A page that could come here at another time may read that it came too often. */
    private static void tellPage(Admission admission, RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            admission.checkPage(request.headers());
            if (request.headers().contains(HttpHeaders.ORIGIN)) {
                new Answer(context.vertx(), request).allowAnyOrigin();
            }
        } catch (BadRequest stranger) {
            // Its browser keeps the answer from it.
        }
    }

    /** Whether refusals of this path are told as {@link Problem}s. */
    static boolean tellsProblems(String path) {
        return isUnder(RESOURCES, path) || isUnder(SOCKETS, path);
    }

    /**
     * Whether nobody else's route sees requests before the doors do. What an operator has put there, such as an access
     * log, is to see all of them.
     */
    private static boolean isFirst(Route doors, Router router) {
        for (Route route : router.getRoutes()) {
            if (route == doors) {
                return true;
            }
            if (route.getMetadata(OWN) == null) {
                return false;
            }
        }
        return false;
    }

    private static boolean isDialects(String path) {
        return !isUnder(Console.PATH, path) && !isOthers(path);
    }

    static boolean isOthers(String path) {
        for (String other : OTHERS) {
            if (isUnder(other, path)) {
                return true;
            }
        }
        return false;
    }

    static boolean isUnder(String prefix, String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
