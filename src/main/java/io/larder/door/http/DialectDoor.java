package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Session;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The REST dialect of serverless Redis clients: commands as JSON arrays in bodies, or as paths.
 *
 * <p>{@code POST /} runs one command, {@code POST /pipeline} several, {@code POST /multi-exec} several as one step;
 * {@code /set/foo/bar} is a command too, and {@code /subscribe/news} a stream of events. Answers are
 * {@code {"result":…}} or {@code {"error":"…"}}, also where the request is refused before any command was looked at.
 *
 * @see <a href="https://upstash.com/docs/redis/features/restapi">The dialect as its clients know it</a>
 */
public final class DialectDoor implements Handler<HttpServerRequest> {

    /** Streams of this dialect come in here too. */
    static final Door DOOR = new Door("rest");

    private static final String BODY_METHODS = "POST, OPTIONS";
    private static final String URL_METHODS = "GET, HEAD, POST, PUT, OPTIONS";

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Limits limits;
    private final InFlight inFlight;
    private final EventStreams streams;
    private @Nullable ShortWays ways;

    /**
     * A door to the dispatcher's commands.
     *
     * @param admission who may come in
     * @param limits what one request may cost
     * @param inFlight what all may cost together
     * @param streams where answers that go on are opened
     */
    public DialectDoor(
            Vertx vertx,
            Dispatcher dispatcher,
            Admission admission,
            Limits limits,
            InFlight inFlight,
            EventStreams streams) {
        this.inFlight = inFlight;
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.admission = admission;
        this.limits = limits;
        this.streams = streams;
    }

    /**
     * Has plain requests answered before the server makes anything of them, on connections whose first one has come in
     * by this door. To be called before there is any.
     *
     * @param ours tells of a path, undecoded and without a query, whether it is the dialect's
     * @param open whether nobody but this door wants to see requests; asked when there are some
     */
    public DialectDoor withShortWays(Predicate<String> ours, BooleanSupplier open) {
        ways = new ShortWays(vertx, dispatcher, admission, limits, ours, open);
        return this;
    }

    /** The template of a path, all of which are this door's. */
    public static String route(String path) {
        return switch (Exchange.Kind.of(path)) {
            case BODY -> "/";
            case PIPELINE -> "/pipeline";
            case TRANSACTION -> "/multi-exec";
            case URL -> "/{command}";
        };
    }

    /** What this door is called where it is told by which one somebody came in. */
    public static String name() {
        return DOOR.name();
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (!response.writeQueueFull()) {
            admit(request);
            return;
        }
        // It asks faster than it reads the answers. Nothing more is done for it until it has.
        request.pause();
        response.drainHandler(drained -> {
            response.drainHandler(null);
            admit(request);
            request.resume();
        });
    }

    private void admit(HttpServerRequest request) {
        Answer answer = new Answer(vertx, request);
        MultiMap headers = request.headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        try {
            admission.checkPage(headers);
        } catch (BadRequest refusal) {
            answer.refuse(refusal.status(), refusal.text());
            return;
        }
        if (origin != null) {
            answer.allowAnyOrigin();
        }
        HttpMethod method = request.method();
        Exchange.Kind kind = Exchange.Kind.of(request.path());
        boolean body = kind != Exchange.Kind.URL;
        if (method == HttpMethod.OPTIONS) {
            answer.options(body ? BODY_METHODS : URL_METHODS);
            return;
        }
        if (method != HttpMethod.POST
                && (body || method != HttpMethod.GET && method != HttpMethod.HEAD && method != HttpMethod.PUT)) {
            request.response().headers().set(HttpHeaderNames.ALLOW, body ? BODY_METHODS : URL_METHODS);
            answer.refuse(405, "ERR method " + method.name() + " is not allowed here");
            return;
        }
        try {
            Caller caller = admission.caller(request);
            byte[][] listening = method == HttpMethod.GET || method == HttpMethod.POST
                    ? DialectStream.command(request.path())
                    : null;
            if (listening != null) {
                DialectStream.open(streams, dispatcher, caller, admission.from(request), answer, listening);
                return;
            }
            Session session = new Session(DOOR, caller, false)
                    .from(admission.from(request))
                    .request(answer);
            Format format = Format.of(headers);
            Exchange exchange = new Exchange(dispatcher, limits, inFlight.share(), answer, session, kind, format)
                    .after(ways == null ? null : ways.comes(request));
            BodyReader.read(vertx, request, limits, exchange);
        } catch (BadRequest refusal) {
            answer.refuse(refusal.status(), refusal.text());
        }
    }
}
