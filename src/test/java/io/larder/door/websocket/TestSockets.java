package io.larder.door.websocket;

import io.larder.command.Call;
import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Dispatcher;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.command.TransactionCommands;
import io.larder.contract.HeapEngine;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.codec.RequestId;
import io.larder.door.websocket.centrifuge.Centrifuge;
import io.larder.door.websocket.centrifuge.Patience;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.leaderboard.live.LiveLimits;
import io.larder.leaderboard.live.LiveViews;
import io.larder.pubsub.ChannelCommands;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.ChannelSettings;
import io.larder.pubsub.PublishCommands;
import io.larder.pubsub.SubscribeCommands;
import io.larder.security.Admittance;
import io.larder.security.Audit;
import io.larder.security.JsonWebTokens;
import io.larder.security.ReadOnlyGate;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import io.larder.type.DataCommands;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The WebSocket doors alone, on a free port, before the twin of the database and some probes. */
final class TestSockets implements AutoCloseable {

    static final String TOKEN = "t0ken/+=";
    static final String READ_ONLY = "re@d";
    static final int MAX_MESSAGE = 4_000;
    static final int MAX_QUEUE = 20_000;
    static final int MAX_CHANNELS = 10;
    static final int MAX_VIEWS = 3;
    static final Limits LIMITS = new Limits(20_000, 4 << 20, 100, 50, 300);

    /** A key and channel that no command may name. */
    static final String FORBIDDEN = "forbidden";

    private static final LiveLimits VIEWS =
            new LiveLimits(10, 10, 10, 100, TimeUnit.MILLISECONDS.toNanos(2), 1, TimeUnit.SECONDS.toNanos(60));

    private static final String SECRET = "a secret of thirty-two bytes or more";

    private static final ChannelRules RULES = new ChannelRules(List.of(
            new ChannelRules.Rule(
                    "kept:*", new ChannelSettings(10, 60_000, ChannelSettings.Recovery.STREAM, true, true, false)),
            new ChannelRules.Rule(
                    "closed:*",
                    new ChannelSettings(0, 1, ChannelSettings.Recovery.STREAM, false, false, false, true))));

    /** What large messages and answers hold. */
    final InFlight inFlight;

    final LiveViews live;

    /** Who was refused, and what was done to the service as a whole. */
    final List<String> audit = new CopyOnWriteArrayList<>();

    final TestViews views = new TestViews();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** Doors with both tokens. */
    TestSockets() {
        this(new Tokens(TOKEN, READ_ONLY), Set.of(), 20_000);
    }

    TestSockets(Tokens tokens, Set<String> origins, long pingMillis) {
        this(tokens, origins, Patience.withPing(pingMillis), Admittance.ANY, 0);
    }

    /** Doors with both tokens, and this patience. */
    TestSockets(Patience patience) {
        this(new Tokens(TOKEN, READ_ONLY), Set.of(), patience, Admittance.ANY, 0);
    }

    /** Doors with both tokens, and limits on who may come in, and how often. */
    TestSockets(Admittance admittance, int messages) {
        this(new Tokens(TOKEN, READ_ONLY), Set.of(), Patience.withPing(20_000), admittance, messages);
    }

    /** The same, where no time passes until it is told to. */
    TestSockets(Admittance admittance, LongSupplier nanos) {
        this(new Tokens(TOKEN, READ_ONLY), Set.of(), Patience.withPing(20_000), admittance, 0, nanos);
    }

    private TestSockets(Tokens tokens, Set<String> origins, Patience patience, Admittance admittance, int messages) {
        this(tokens, origins, patience, admittance, messages, System::nanoTime);
    }

    private TestSockets(
            Tokens tokens,
            Set<String> origins,
            Patience patience,
            Admittance admittance,
            int messages,
            LongSupplier nanos) {
        this(tokens, origins, patience, admittance, messages, nanos, new InFlight(64 << 20), MAX_MESSAGE, 30_000);
    }

    /** Doors with both tokens, messages of a megabyte, so much memory, and so much time for large answers. */
    TestSockets(long inFlight, long answerMillis) {
        this(
                new Tokens(TOKEN, READ_ONLY),
                Set.of(),
                Patience.withPing(20_000),
                Admittance.ANY,
                0,
                System::nanoTime,
                new InFlight(inFlight),
                1 << 20,
                answerMillis);
    }

    private TestSockets(
            Tokens tokens,
            Set<String> origins,
            Patience patience,
            Admittance admittance,
            int messages,
            LongSupplier nanos,
            InFlight inFlight,
            int maxMessage,
            long answerMillis) {
        this.inFlight = inFlight;
        HeapEngine engine = new HeapEngine(Clock.SYSTEM);
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(new LeaderboardCommands().family());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        Probes probes = new Probes();
        families.add(Probes.FAMILY);
        ChannelRegistry channels = new ChannelRegistry(engine::run, Clock.SYSTEM, RULES);
        families.add(new PublishCommands(channels).family());
        families.add(new SubscribeCommands(channels).family());
        families.add(new ChannelCommands(channels).family());
        LiveViews live = new LiveViews(engine, Clock.SYSTEM, VIEWS);
        this.live = live.start();
        CommandTable table = new CommandTable(families)
                .bind(Keyspace.class, (call, effort) -> tell(call, engine.run(call, effort), live))
                .bind(Probes.class, probes::run);
        Dispatcher dispatcher = new Dispatcher(table, TestSockets::refuse, engine);
        dispatcher.observe(new Audit((line, request) -> audit.add(line), System::nanoTime));
        SocketLimits limits = new SocketLimits(
                3,
                maxMessage,
                MAX_QUEUE,
                messages,
                MAX_CHANNELS,
                MAX_VIEWS,
                patience.ping(),
                answerMillis,
                1 << 20,
                false,
                origins);
        Reception reception = new Reception(tokens, admittance, nanos);
        SocketDoor door = SocketDoors.open(vertx, new FrontDesk(reception), limits)
                .with(SocketDoors.commands(vertx, dispatcher, LIMITS, inFlight, limits))
                .with(SocketDoors.leaderboard(dispatcher, live, limits))
                .with(new Faults())
                .with(SocketDoors.channel(vertx, dispatcher, channels))
                .with(new Centrifuge(
                        vertx,
                        dispatcher,
                        channels,
                        views,
                        reception,
                        new JsonWebTokens(SECRET, null, null, null, Clock.SYSTEM::now),
                        LIMITS,
                        Clock.SYSTEM::now,
                        patience,
                        MAX_CHANNELS));
        server = listen(door, limits.maxFrame());
    }

    private HttpServer listen(SocketDoor door, int maxFrame) {
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            RequestId.tell(context.request());
            context.next();
        });
        router.route().handler(door);
        HttpServerOptions options = new HttpServerOptions()
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(maxFrame)
                .addWebSocketSubProtocol(SocketDoors.PROTOCOL);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Reply.@Nullable Failure refuse(Call<?> call) {
        for (byte[] word : call.words()) {
            if (new String(word, StandardCharsets.UTF_8).endsWith(FORBIDDEN)) {
                return new Reply.Failure("NOPERM not this one");
            }
        }
        return new ReadOnlyGate().refuse(call);
    }

    /** What the embedded engine does for its listener. */
    private static Reply tell(Call<Keyspace> call, Reply reply, LiveViews live) {
        if (call.command().mayChange()) {
            call.command().keys().in(call.words()).forEach(live::changed);
        }
        return reply;
    }

    /** A JWT with these claims. */
    String sign(String claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes(StandardCharsets.UTF_8)));
        signature.setPayload(claims);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    /** A connection to a path, with headers' names and values in turn. */
    TestClient open(String path, String... headers) {
        return TestClient.open(URI.create("ws://127.0.0.1:" + port() + path), headers);
    }

    /** A connection to {@code /v1/ws} that may do everything. */
    TestClient open() {
        return open(CommandSocket.PATH, "Authorization", "Bearer " + TOKEN);
    }

    /** The answer to a plain GET. */
    HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Closes the server below. */
    void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        live.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
