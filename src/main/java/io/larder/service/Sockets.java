package io.larder.service;

import io.larder.command.Dispatcher;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.websocket.LeaderboardChannels;
import io.larder.door.websocket.SocketDoor;
import io.larder.door.websocket.SocketDoors;
import io.larder.door.websocket.SocketLimits;
import io.larder.door.websocket.centrifuge.Centrifuge;
import io.larder.door.websocket.centrifuge.Patience;
import io.larder.keyspace.Clock;
import io.larder.leaderboard.live.LiveViews;
import io.larder.monitoring.CountedSeries;
import io.larder.pubsub.ChannelRegistry;
import io.larder.security.JsonWebTokens;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Opens the WebSocket doors. */
@Singleton
final class Sockets {

    /** Behind those who may refuse to start. */
    private static final int AFTER_CHECKS = Interceptor.Priority.APPLICATION + 1_000;

    /** Behind the entrance of resources, which refuses what no URL is, and before what would read a body. */
    private static final int ORDER = -998;

    @Produces
    @Singleton
    SocketLimits limits(LarderConfig config) {
        LarderConfig.WebSocket settings = config.websocket();
        return new SocketLimits(
                Wiring.atLeastOne("larder.websocket.max-connections", settings.maxConnections()),
                Wiring.bytes("larder.websocket.max-message", settings.maxMessage()),
                Wiring.bytes("larder.websocket.max-queue", settings.maxQueue()),
                Security.anyNumber("larder.websocket.max-messages-per-second", settings.maxMessagesPerSecond()),
                Wiring.atLeastOne("larder.websocket.max-channels", settings.maxChannels()),
                Wiring.atLeastOne("larder.websocket.max-views", settings.maxViews()),
                Wiring.atLeastOne("larder.websocket.ping", settings.ping().toMillis()),
                config.http().answerTimeout().toMillis(),
                config.http().answerRate().asLongValue(),
                config.auth().openToNetwork(),
                settings.allowedOrigins().map(Set::copyOf).orElse(Set.of()));
    }

    @Produces
    @Singleton
    SocketDoor door(
            Vertx vertx,
            Dispatcher dispatcher,
            ChannelRegistry channels,
            LiveViews live,
            FrontDesk desk,
            JsonWebTokens signed,
            Limits commands,
            InFlight inFlight,
            SocketLimits limits) {
        return SocketDoors.open(vertx, desk, limits)
                .with(SocketDoors.commands(vertx, dispatcher, commands, inFlight, limits))
                .with(SocketDoors.channel(vertx, dispatcher, channels))
                .with(SocketDoors.leaderboard(dispatcher, live, limits))
                .with(new Centrifuge(
                        vertx,
                        dispatcher,
                        channels,
                        new LeaderboardChannels(live),
                        desk.reception(),
                        signed,
                        commands,
                        Clock.SYSTEM::now,
                        Patience.withPing(limits.pingMillis()),
                        limits.channels()));
    }

    @Produces
    @Singleton
    JsonWebTokens signed(LarderConfig config) {
        LarderConfig.Jwt jwt = config.auth().jwt();
        try {
            return new JsonWebTokens(
                    jwt.hmacSecret().orElse(null),
                    jwt.publicKey().orElse(null),
                    jwt.audience().orElse(null),
                    jwt.issuer().orElse(null),
                    Clock.SYSTEM::now);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Larder does not start: larder.auth.jwt: " + e.getMessage());
        }
    }

    /** The door is not made for being counted: that would open the engine. */
    @Produces
    @Singleton
    Meters counted(Instance<SocketDoor> door) {
        return registry -> {
            Gauge.builder("larder.websocket.connections", door, one -> one.get().connections())
                    .description("WebSockets that are open")
                    .register(registry);
            Gauge.builder(
                            "larder.websocket.connections.max",
                            door,
                            one -> one.get().mostConnections())
                    .description("How many WebSockets may be open")
                    .register(registry);
            FunctionCounter.builder(
                            "larder.websocket.opened", door, one -> one.get().opened())
                    .description("WebSockets that were opened since the start")
                    .register(registry);
        };
    }

    void open(
            @Observes @Priority(AFTER_CHECKS) Router router,
            Opening opening,
            Leisure leisure,
            Instance<SocketDoor> door,
            Instance<PrometheusMeterRegistry> series) {
        AtomicReference<SocketDoor> made = new AtomicReference<>();
        opening.afterwards(() -> made.set(door.get()));
        leisure.add(() -> new CountedSeries(
                        "larder_websocket_closed",
                        "WebSockets that were closed from here, by the close code",
                        "code",
                        door.get()::closed)
                .register(series.get().getPrometheusRegistry()));
        router.route().order(ORDER).handler(context -> {
            SocketDoor there = made.get();
            if (there == null) {
                context.next();
            } else {
                there.handle(context);
            }
        });
    }

    /** Sets what Vert.x has to know before the port is open. */
    @Singleton
    static final class Options implements HttpServerOptionsCustomizer {

        private final SocketLimits limits;

        Options(SocketLimits limits) {
            this.limits = limits;
        }

        @Override
        public void customizeHttpServer(HttpServerOptions options) {
            customize(options);
        }

        @Override
        public void customizeHttpsServer(HttpServerOptions options) {
            customize(options);
        }

        private void customize(HttpServerOptions options) {
            // Compression costs memory and time for each connection, also where one event goes to many.
            options.setPerMessageWebSocketCompressionSupported(false).setPerFrameWebSocketCompressionSupported(false);
            options.setMaxWebSocketFrameSize(limits.maxFrame());
            options.addWebSocketSubProtocol(SocketDoors.PROTOCOL);
        }
    }
}
