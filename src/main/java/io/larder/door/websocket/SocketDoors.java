package io.larder.door.websocket;

import io.larder.command.Dispatcher;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.leaderboard.live.LiveViews;
import io.larder.pubsub.Channels;
import io.larder.security.Tokens;
import io.vertx.core.Vertx;

/** Makes the door, and what is behind its paths. */
public final class SocketDoors {

    /** The subprotocol that a page may ask for, to give its token as another. */
    public static final String PROTOCOL = Pages.PROTOCOL;

    private SocketDoors() {}

    /** A door with nothing behind it yet. */
    public static SocketDoor open(Vertx vertx, FrontDesk desk, SocketLimits limits) {
        Pages pages = new Pages(desk, limits.anyPage(), limits.origins());
        Tokens tokens = desk.reception().tokens();
        OpenConnections open = new OpenConnections(vertx, tokens, limits.connections(), limits.pingMillis());
        return new SocketDoor(pages, open, limits);
    }

    /** {@code /v1/ws}: any command. */
    public static Endpoint commands(
            Vertx vertx, Dispatcher dispatcher, Limits commands, InFlight inFlight, SocketLimits limits) {
        return CommandSocket.endpoint(vertx, dispatcher, commands, inFlight, limits.message());
    }

    /** {@code /v1/channels/…/live}: the messages of a channel. */
    public static Endpoint channel(Vertx vertx, Dispatcher dispatcher, Channels channels) {
        return ChannelSocket.endpoint(vertx, dispatcher, channels);
    }

    /** {@code /v1/leaderboards/…/live}: a leaderboard that is watched. */
    public static Endpoint leaderboard(Dispatcher dispatcher, LiveViews live, SocketLimits limits) {
        return LeaderboardSocket.endpoint(dispatcher, live, limits.views());
    }
}
