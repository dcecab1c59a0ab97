package io.larder.door.websocket.centrifuge;

import io.larder.command.Dispatcher;
import io.larder.door.codec.Limits;
import io.larder.door.websocket.Connection;
import io.larder.door.websocket.Endpoint;
import io.larder.door.websocket.Handshake;
import io.larder.door.websocket.Receiver;
import io.larder.door.websocket.SocketLimits;
import io.larder.door.websocket.Views;
import io.larder.pubsub.Channels;
import io.larder.security.JsonWebTokens;
import io.larder.security.Reception;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/** What is behind {@code /connection/websocket}. Who connects is for the protocol to ask: it can say why not. */
public final class Centrifuge implements Endpoint {

    private final Services services;

    /** An endpoint over these channels and views; a client listens to {@code mostChannels} of them at most. */
    public Centrifuge(
            Vertx vertx,
            Dispatcher dispatcher,
            Channels channels,
            Views views,
            Reception reception,
            JsonWebTokens signed,
            Limits limits,
            LongSupplier clock,
            Patience patience,
            int mostChannels) {
        services = new Services(
                vertx,
                dispatcher,
                channels,
                new Doorkeeper(reception, signed),
                views,
                limits,
                clock,
                patience,
                mostChannels);
    }

    @Override
    public String path() {
        return "/connection/websocket";
    }

    @Override
    public boolean admits() {
        return false;
    }

    @Override
    public int maxMessage() {
        return SocketLimits.SHORT_MESSAGE;
    }

    @Override
    public Receiver open(Connection connection, Handshake handshake) {
        return new Client(services, connection, handshake.visitor());
    }
}
