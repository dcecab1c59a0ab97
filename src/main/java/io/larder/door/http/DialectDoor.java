package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Session;
import io.larder.security.LocalPages;
import io.larder.security.Tokens;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The REST dialect of serverless Redis clients: commands as JSON arrays in bodies, or as paths.
 *
 * <p>{@code POST /} runs one command, {@code POST /pipeline} several, {@code POST /multi-exec} several as one step;
 * {@code /set/foo/bar} is a command too. Answers are {@code {"result":…}} or {@code {"error":"…"}}, also where the
 * request is refused before any command was looked at.
 *
 * @see <a href="https://upstash.com/docs/redis/features/restapi">The dialect as its clients know it</a>
 */
public final class DialectDoor implements Handler<HttpServerRequest> {

    private static final String BODY_METHODS = "POST, OPTIONS";
    private static final String URL_METHODS = "GET, HEAD, POST, PUT, OPTIONS";
    private static final String SCHEME = "Bearer ";

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Tokens tokens;
    private final boolean anyPage;
    private final Limits limits;

    /**
     * A door to the dispatcher's commands.
     *
     * @param tokens who may come in
     * @param anyPage whether pages of any origin may come in where there are no tokens; else those of this machine
     * @param limits what one request may cost
     */
    public DialectDoor(Vertx vertx, Dispatcher dispatcher, Tokens tokens, boolean anyPage, Limits limits) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.tokens = tokens;
        this.anyPage = anyPage || !tokens.open();
        this.limits = limits;
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
        if (!anyPage && !LocalPages.allow(origin, headers.get(HttpHeaderNames.HOST))) {
            answer.refuse(
                    403,
                    "ERR this service has no token, so only pages of this machine may use it. "
                            + "Set larder.auth.token, or larder.auth.open-to-network=true");
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
            Caller caller = tokens.caller(token(request));
            if (caller == null) {
                answer.refuse(401, "WRONGPASS invalid or missing auth token");
                return;
            }
            Format format = Format.of(headers);
            Session session = new Session(caller, false);
            Exchange exchange = new Exchange(dispatcher, limits, answer, session, kind, format);
            BodyReader.read(vertx, request, limits, exchange);
        } catch (BadRequest refusal) {
            answer.refuse(refusal.status(), refusal.text());
        }
    }

    /** The token that came with the request, or null. A header counts before the query. */
    private byte @Nullable [] token(HttpServerRequest request) {
        if (tokens.open()) {
            return null;
        }
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (authorization == null) {
            return UrlCommand.token(request.query());
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.ISO_8859_1);
    }
}
