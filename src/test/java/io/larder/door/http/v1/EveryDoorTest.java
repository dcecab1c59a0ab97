package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Dispatcher;
import io.larder.command.Flag;
import io.larder.command.Observer;
import io.larder.command.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No command is reached but through the gate: each row of the table, at each door that takes commands, without a token
 * and with the one for reading. Whatever is run meanwhile is watched, so that a refusal which comes too late is seen.
 */
@QuarkusTest
@TestProfile(TokensTest.Strict.class)
class EveryDoorTest extends ResourceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "full-token";
    private static final String READER = "read-token";

    @Inject
    Dispatcher dispatcher;

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    /** All that somebody else than the owner had run although it may change something, or nobody may. */
    private final Observer watch = new Observer() {
        @Override
        public void ran(Call<?> call, Reply reply, long nanos) {
            if (call.session().caller().name().equals("reader") && closed(call.command())) {
                ran.add(call.command().name());
            }
        }
    };

    @Override
    RequestSpecification as(RequestSpecification request) {
        return request.auth().oauth2(OWNER);
    }

    @BeforeEach
    void observe() {
        dispatcher.observe(watch);
    }

    @AfterEach
    void ignore() {
        dispatcher.ignore(watch);
        assertEquals(List.of(), ran);
    }

    /** What the token for reading is not for. */
    private static boolean closed(Command<?> row) {
        return row.mayChange() || row.is(Flag.ADMIN) || row.is(Flag.ENUMERATES);
    }

    private List<Command<?>> closed() {
        List<Command<?>> rows =
                dispatcher.table().rows().stream().filter(EveryDoorTest::closed).toList();
        assertTrue(rows.size() > 80, () -> rows.size() + " rows");
        return rows;
    }

    private List<Command<?>> all() {
        List<Command<?>> rows = new ArrayList<>(dispatcher.table().rows());
        assertTrue(rows.size() > 200, () -> rows.size() + " rows");
        return rows;
    }

    /** As many words as the row wants. */
    private static List<String> words(Command<?> row) {
        List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
        while (words.size() < Math.abs(row.arity())) {
            words.add("1");
        }
        return words;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String refusal(Command<?> row) {
        return "NOPERM this user has no permissions to run the '"
                + row.name().toLowerCase(Locale.ROOT).replace(' ', '|') + "' command";
    }

    private static RequestSpecification bare() {
        return given().urlEncodingEnabled(false);
    }

    private static RequestSpecification reader() {
        return bare().header("Authorization", "Bearer " + READER);
    }

    /** A row's command at each door of plain HTTP, as whoever sends the request. */
    private static List<Response> everywhere(
            java.util.function.Supplier<RequestSpecification> request, Command<?> row) {
        List<String> words = words(row);
        List<String> arguments = words.subList(row.words(), words.size());
        List<List<String>> batch = List.of(words);
        return List.of(
                request.get().body(json(words)).post("/"),
                request.get().body(json(batch)).post("/pipeline"),
                request.get().body(json(batch)).post("/multi-exec"),
                request.get().get("/" + String.join("/", words)),
                request.get().get("/" + String.join("/", words).toLowerCase(Locale.ROOT)),
                arguments.isEmpty()
                        ? request.get().put("/" + String.join("/", words))
                        : request.get().body("1").put("/" + String.join("/", words.subList(0, words.size() - 1))),
                request.get()
                        .contentType("application/json")
                        .body(json(java.util.Map.of("arguments", arguments)))
                        .post("/v1/commands/" + row.name().replace(" ", "%20")));
    }

    @Test
    void withoutATokenNobodyComesIn() {
        for (Command<?> row : all()) {
            for (Response answer : everywhere(EveryDoorTest::bare, row)) {
                assertEquals(401, answer.statusCode(), () -> row + ": " + answer.asString());
                assertTrue(answer.asString().contains("WRONGPASS invalid or missing auth token"), row::name);
            }
        }
    }

    @Test
    void theTokenForReadingChangesNothing() {
        for (Command<?> row : closed()) {
            for (Response answer : everywhere(EveryDoorTest::reader, row)) {
                assertTrue(answer.asString().contains(refusal(row)), () -> row + ": " + answer.asString());
            }
        }
    }

    /** Else what is refused above may be refused for any reason. */
    @Test
    void theOtherTokenIsLetIn() {
        as(bare()).body("[\"SET\",\"k\",\"v\"]").post("/").then().statusCode(200);
        reader().body("[\"GET\",\"k\"]").post("/").then().statusCode(200);
    }

    @Test
    void resourcesAreBehindIt() {
        for (Operation operation : Operation.all()) {
            operation.prepare(this);
            Response bare = operation.send(bare());
            assertEquals(401, bare.statusCode(), operation::label);
            Response read = operation.send(reader());
            assertTrue(
                    read.statusCode() == 403 || !operation.method().matches("put|patch|delete"),
                    () -> operation.label() + ": " + read.statusCode() + ' ' + read.asString());
        }
    }

    @Test
    void streamsOfEventsAreBehindIt() {
        for (String path : List.of("/subscribe/c", "/psubscribe/*", "/monitor", "/v1/channels/c")) {
            bare().accept("text/event-stream").get(path).then().statusCode(401);
        }
        reader().get("/monitor").then().statusCode(400);
    }

    @Test
    void socketsAreBehindIt() throws Exception {
        for (String path : List.of("/v1/ws", "/v1/channels/c/live", "/v1/leaderboards/b/live")) {
            assertEquals(401, refusedSocket(path), path);
            assertEquals(401, refusedSocket(path + "?_token=wrong"), path);
        }
        Socket socket = new Socket("/v1/ws?_token=" + READER);
        for (Command<?> row : closed()) {
            assertEquals("{\"error\":\"" + refusal(row) + "\"}", socket.ask(json(words(row))));
        }
        assertEquals("{\"result\":\"OK\"}", socket.ask("[\"MULTI\"]"));
        assertEquals("{\"error\":\"" + refusal(row("SET")) + "\"}", socket.ask("[\"SET\",\"k\",\"v\"]"));
        assertTrue(socket.ask("[\"EXEC\"]").contains("EXECABORT"));
        socket.close();
    }

    @Test
    void theCentrifugeProtocolIsBehindIt() throws Exception {
        for (String token : List.of("", "wrong")) {
            Socket stranger = new Socket("/connection/websocket");
            assertEquals("closed 3500", stranger.ask("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}"));
        }
        Socket hasty = new Socket("/connection/websocket");
        assertTrue(hasty.ask(rpc(row("PING"))).startsWith("closed "));
        Socket socket = new Socket("/connection/websocket");
        assertTrue(socket.ask("{\"id\":1,\"connect\":{\"token\":\"" + READER + "\"}}")
                .contains("\"client\""));
        for (Command<?> row : closed()) {
            String answer = socket.ask(rpc(row));
            assertTrue(answer.contains(refusal(row)), answer);
        }
        String answer = socket.ask("{\"id\":3,\"publish\":{\"channel\":\"c\",\"data\":1}}");
        assertTrue(answer.contains("\"code\":103"), answer);
        socket.close();
    }

    private static String rpc(Command<?> row) {
        return "{\"id\":2,\"rpc\":{\"method\":\"command\",\"data\":" + json(words(row)) + "}}";
    }

    private Command<?> row(String name) {
        return java.util.Objects.requireNonNull(dispatcher.table().row(name));
    }

    private static URI address(String path) {
        return URI.create(RestAssured.baseURI.replace("http", "ws") + ':' + RestAssured.port + path);
    }

    private static int refusedSocket(String path) throws Exception {
        try {
            new Socket(path);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
        return 101;
    }

    /** A WebSocket whose messages are taken one by one. */
    private static final class Socket implements WebSocket.Listener {
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        Socket(String path) {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address(path), this)
                    .join();
        }

        String ask(String text) throws InterruptedException {
            socket.sendText(text, true).join();
            return String.valueOf(seen.poll(10, TimeUnit.SECONDS));
        }

        void close() {
            socket.abort();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                seen.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            seen.add("closed " + code);
            return null;
        }
    }
}
