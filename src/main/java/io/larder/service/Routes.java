package io.larder.service;

import io.larder.console.Console;
import io.larder.door.http.DialectDoor;
import io.larder.door.http.v1.Templates;
import io.larder.door.websocket.SocketDoor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Which door a request comes to, and what its path is without what its sender has put into it. */
final class Routes {

    /**
     * A kind of request.
     *
     * @param door the door, or null
     * @param template the path, with braces where something differs, or null
     */
    record Route(@Nullable String door, @Nullable String template) {}

    private static final Route UNKNOWN = new Route(null, null);

    private final Templates resources;
    private final SocketDoor sockets;

    Routes(Templates resources, SocketDoor sockets) {
        this.resources = resources;
        this.sockets = sockets;
    }

    Route of(HttpServerRequest request) {
        String path = request.path();
        if (path == null) {
            return UNKNOWN;
        }
        if (Doors.isUnder(Console.PATH, path) || Console.asksForPage(request)) {
            return new Route("console", null);
        }
        if (!Doors.isOthers(path)) {
            return new Route(DialectDoor.name(), DialectDoor.route(path));
        }
        String resource = request.headers().contains(HttpHeaders.UPGRADE) ? null : resources.route(path);
        if (resource != null) {
            return new Route("resources", resource);
        }
        String socket = sockets.route(path);
        if (socket != null) {
            return new Route(Doors.isUnder(Doors.SOCKETS, path) ? "centrifuge" : "websocket", socket);
        }
        return UNKNOWN;
    }
}
