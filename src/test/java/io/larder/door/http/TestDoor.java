package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Dispatcher;
import io.larder.command.Family;
import io.larder.command.TransactionCommands;
import io.larder.contract.HeapEngine;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.codec.RequestId;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.pubsub.ChannelFamilies;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.MonitorCommands;
import io.larder.security.Admittance;
import io.larder.security.JsonWebTokens;
import io.larder.security.ReadOnlyGate;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import io.larder.type.DataCommands;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The door alone, on a free port, before the twin of the database and the {@link Probe}. */
final class TestDoor implements AutoCloseable {

    static final String TOKEN = "t0ken/+=";
    static final String READ_ONLY = "re@d";
    static final Limits LIMITS = new Limits(20_000, 1 << 20, 100, 50, 2_000);

    private static final JsonWebTokens NO_USERS = new JsonWebTokens(null, null, null, null, Clock.SYSTEM::now);

    static final int STREAMS = 3;
    private static final int STREAM_QUEUE = 100_000;
    private static final long STREAM_BEAT = 100;

    final InFlight inFlight;
    final Probe probe = new Probe();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    /** A door with both tokens. */
    TestDoor() {
        this(new Tokens(TOKEN, READ_ONLY), false, LIMITS);
    }

    TestDoor(Tokens tokens, boolean anyPage, Limits limits) {
        this(tokens, anyPage, limits, new InFlight(64 << 20));
    }

    TestDoor(Tokens tokens, boolean anyPage, Limits limits, InFlight inFlight) {
        this(new Reception(tokens, Admittance.ANY, System::nanoTime), anyPage, limits, inFlight);
    }

    TestDoor(Reception reception, boolean anyPage, Limits limits, InFlight inFlight) {
        this.inFlight = inFlight;
        Admission admission = new Admission(new FrontDesk(reception), NO_USERS, anyPage);
        HeapEngine engine = new HeapEngine(Clock.SYSTEM);
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.add(Probe.FAMILY);
        ChannelRegistry channels = new ChannelRegistry(engine, Clock.SYSTEM, ChannelRules.NONE);
        MonitorCommands monitor = new MonitorCommands(Clock.SYSTEM);
        families.addAll(ChannelFamilies.of(channels, monitor));
        CommandTable table =
                new CommandTable(families).bind(Keyspace.class, engine).bind(Probe.class, probe::run);
        Dispatcher dispatcher = new Dispatcher(table, new ReadOnlyGate(), engine);
        monitor.observe(dispatcher);
        EventStreams streams = new EventStreams(vertx, reception.tokens(), STREAMS, STREAM_QUEUE, STREAM_BEAT);
        DialectDoor door = new DialectDoor(vertx, dispatcher, admission, limits, inFlight, streams)
                .withShortWays(path -> !path.startsWith("/v1/"), () -> true);
        server = wait(vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(1 << 16))
                .requestHandler(request -> {
                    RequestId.tell(request);
                    door.handle(request);
                })
                .listen(0, "127.0.0.1"));
    }

    private static <T> T wait(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        wait(vertx.close());
    }

    int port() {
        return server.actualPort();
    }

    /** A request with the full token. */
    HttpRequest.Builder request(String path) {
        return bare(path).header("Authorization", "Bearer " + TOKEN);
    }

    /** A request without a token. */
    HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Posts a body to a path. */
    Seen post(String path, String body, String... headers) {
        return send("POST", path, BodyPublishers.ofString(body), headers);
    }

    Seen get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Seen send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new Seen(send(request));
    }

    /** Sends bytes as they are and takes all that comes until the other side closes. */
    String raw(String... pieces) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
                Thread.sleep(20);
            }
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What came back; names of headers in lower case. */
    record Seen(int status, String body, Map<String, String> headers) {

        Seen(HttpResponse<byte[]> response) {
            this(response.statusCode(), new String(response.body(), UTF_8), new HashMap<>());
            response.headers().map().forEach((name, values) -> headers.put(name, String.join(",", values)));
        }

        /** The answer to a request that was sent by {@link #raw}. */
        static Seen parse(String answer) {
            int end = answer.indexOf("\r\n\r\n");
            String[] lines = answer.substring(0, end).split("\r\n");
            Map<String, String> headers = new HashMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).trim());
            }
            return new Seen(Integer.parseInt(lines[0].split(" ")[1]), answer.substring(end + 4), headers);
        }

        @Nullable
        String header(String name) {
            return headers.get(name);
        }

        /** Status and body in one, to compare. */
        String all() {
            return status + " " + body;
        }
    }
}
