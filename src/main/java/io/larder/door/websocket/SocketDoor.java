package io.larder.door.websocket;

import io.larder.command.Caller;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Output;
import io.larder.door.codec.Percent;
import io.larder.door.codec.RequestId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests to the paths of {@link Endpoint}s, checks who sends them, and makes them WebSockets. What is refused
 * is told as a problem (RFC 9457), as under the rest of {@code /v1}.
 */
public final class SocketDoor implements Handler<RoutingContext> {

    private static final Logger LOG = Logger.getLogger(SocketDoor.class);

    private final Map<List<String>, Endpoint> endpoints = new HashMap<>();
    private final Pages pages;
    private final OpenConnections open;
    private final SocketLimits limits;

    SocketDoor(Pages pages, OpenConnections open, SocketLimits limits) {
        this.pages = pages;
        this.open = open;
        this.limits = limits;
    }

    /** Has this endpoint answer on its path. */
    public SocketDoor with(Endpoint endpoint) {
        endpoints.put(segments(endpoint.path()), endpoint);
        return this;
    }

    /** How many connections there are now. */
    public int connections() {
        return open.size();
    }

    /** How many connections there may be. */
    public int mostConnections() {
        return open.most();
    }

    /** How many connections there were since the start. */
    public long opened() {
        return open.opened();
    }

    /** How often a connection was closed from here, by the close code. */
    public Map<String, Long> closed() {
        return open.closed();
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> segments = segments(request.path());
        List<byte[]> open = new ArrayList<>(1);
        Endpoint endpoint = find(segments, open);
        if (endpoint == null || !endpoint.alone() && !asksForSocket(request)) {
            context.next();
            return;
        }
        try {
            enter(request, endpoint, open);
        } catch (BadRequest refusal) {
            refuse(request, refusal.status(), refusal.text());
        }
    }

    private static boolean asksForSocket(HttpServerRequest request) {
        return request.method() == HttpMethod.GET
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** The template of a path, such as {@code /v1/channels/{name}/live}; null where no WebSocket is behind it. */
    public @Nullable String route(String path) {
        Endpoint endpoint = find(segments(path), new ArrayList<>(1));
        return endpoint == null ? null : endpoint.path().replace("*", "{name}");
    }

    private @Nullable Endpoint find(List<String> segments, List<byte[]> open) {
        for (Map.Entry<List<String>, Endpoint> candidate : endpoints.entrySet()) {
            List<String> path = candidate.getKey();
            if (path.size() == segments.size() && fits(path, segments)) {
                for (int i = 0; i < path.size(); i++) {
                    if (path.get(i).equals("*")) {
                        String segment = segments.get(i);
                        open.add(Percent.decode(segment, 0, segment.length(), false));
                    }
                }
                return candidate.getValue();
            }
        }
        return null;
    }

    private static boolean fits(List<String> path, List<String> segments) {
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals("*") && !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void enter(HttpServerRequest request, Endpoint endpoint, List<byte[]> segments) {
        MultiMap headers = request.headers();
        pages.check(headers);
        if (!asksForSocket(request)) {
            request.response().headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            throw new BadRequest(426, "ERR this path is a WebSocket: open it with new WebSocket(…), or wscat");
        }
        Caller caller = endpoint.admits() ? pages.caller(request) : null;
        if (!open.room()) {
            throw new BadRequest(503, "ERR max number of clients reached");
        }
        Handshake handshake = new Handshake(pages.visitor(request), caller, segments, query(request.query()));
        handshake.visitor().upgraded(RequestId.ofConnection(request));
        endpoint.check(handshake);
        ChannelHandlerContext channel = ((ConnectionBase) request.connection()).channelHandlerContext();
        request.toWebSocket()
                .onSuccess(socket -> begin(socket, channel, endpoint, handshake))
                .onFailure(failure -> LOG.debug("A handshake failed", failure));
    }

    private void begin(ServerWebSocket socket, ChannelHandlerContext channel, Endpoint endpoint, Handshake handshake) {
        Turnstile turnstile = pages.turnstile(handshake.visitor());
        Connection connection = new Connection(socket, channel, endpoint.maxMessage(), limits, turnstile);
        open.add(connection);
        socket.closeHandler(closed -> {
            open.remove(connection);
            connection.end();
        });
        try {
            connection.begin(endpoint.open(connection, handshake));
            // Its token may have been taken away since it was looked at.
            open.check(connection);
        } catch (RuntimeException | Error e) {
            connection.accident(LOG, "A connection could not be begun", e);
            connection.close(CloseCode.ACCIDENT);
        }
    }

    private static Map<String, byte[]> query(@Nullable String query) {
        Map<String, byte[]> values = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=') < 0 ? pair.length() : pair.indexOf('=');
            String name = new String(Percent.decode(pair, 0, equals, true), StandardCharsets.UTF_8);
            values.putIfAbsent(name, Percent.decode(pair, Math.min(equals + 1, pair.length()), pair.length(), true));
        }
        return values;
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    }

    private static void refuse(HttpServerRequest request, int status, String text) {
        Output body = new Output(Integer.MAX_VALUE);
        body.put("{\"type\":\"about:blank\",\"title\":\"");
        body.put(HttpResponseStatus.valueOf(status).reasonPhrase());
        body.put("\",\"status\":");
        body.put((long) status);
        body.put(",\"detail\":");
        JsonEncoder.string(body, text.getBytes(StandardCharsets.UTF_8));
        body.put(",\"code\":\"");
        body.put(text.substring(0, text.indexOf(' ')));
        body.put("\"}");
        HttpServerResponse response = request.response();
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (status == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        // Whatever else was sent is not read.
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        response.setStatusCode(status).end(body.buffer());
    }
}
