package io.larder.door.websocket;

import io.larder.command.Dispatcher;
import io.larder.door.codec.Limits;
import io.larder.security.Tokens;
import io.vertx.core.Vertx;

/** Puts the door together: what is behind which path. */
public final class SocketDoors {

    /** The subprotocol that a page may ask for, to give its token as another. */
    public static final String PROTOCOL = Pages.PROTOCOL;

    private SocketDoors() {}

    /** A door with all endpoints. */
    public static SocketDoor all(
            Vertx vertx, Dispatcher dispatcher, Tokens tokens, Limits commands, SocketLimits limits) {
        Pages pages = new Pages(tokens, limits.anyPage(), limits.origins());
        OpenConnections open = new OpenConnections(vertx, limits.connections(), limits.pingMillis());
        return new SocketDoor(pages, open, limits.queue())
                .with(CommandSocket.endpoint(vertx, dispatcher, commands, limits.message()));
    }
}
