package io.larder.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.FreePort;
import io.larder.PrometheusText;
import io.larder.door.codec.InFlight;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large answers while a large request holds most of what there is for all: they wait for it, at each of the doors, and
 * what is refused in the end has done nothing.
 */
class AnswerMemoryIT {

    private static final int ALL = 8 << 20;

    /** A body takes three times its length: then there is room for work, and for no large answer. */
    private static final int BODY = 2_000_000;

    private static final String VALUE = "x".repeat(3_000_000);

    /** Small ones, which come to as much. */
    private static final int ELEMENTS = 250_000;

    @TempDir
    private Path work;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private PackagedService service;
    private int port;
    private Socket large;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        port = FreePort.any();
        service = new PackagedService(
                work,
                Map.of(
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "LARDER_HTTP_MAX_IN_FLIGHT",
                        Integer.toString(ALL)));
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private CompletableFuture<String> ask(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(AnswerMemoryIT::all);
    }

    private static String all(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body().replace(VALUE, "V");
    }

    private CompletableFuture<String> post(String path, String body) {
        return ask(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    private long held() throws Exception {
        String metrics = client.send(request("/q/metrics").build(), BodyHandlers.ofString())
                .body();
        return (long) PrometheusText.value(metrics, "larder_http_in_flight_bytes");
    }

    private void awaitHeld(long bytes) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (held() != bytes) {
            assertTrue(System.nanoTime() < deadline, "held: " + held());
            Thread.sleep(20);
        }
    }

    /** A large request that does not come to its end. */
    private void hold() throws Exception {
        awaitHeld(0);
        large = new Socket("127.0.0.1", port);
        String head = "POST /set/any HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY + "\r\n\r\n";
        large.getOutputStream().write(head.getBytes(ISO_8859_1));
        awaitHeld(3 * BODY);
    }

    private void let() throws IOException {
        large.close();
    }

    private void set(String... keys) throws Exception {
        for (String key : keys) {
            assertEquals("200 {\"result\":\"OK\"}", post("/set/" + key, VALUE).get());
        }
    }

    private WebSocket socket() {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), new WebSocket.Listener() {
                    private final StringBuilder message = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        message.append(data);
                        if (last) {
                            messages.add(message.toString().replace(VALUE, "V"));
                            message.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }
                })
                .join();
    }

    private String next() throws InterruptedException {
        String message = messages.poll(60, TimeUnit.SECONDS);
        return message == null ? "nothing came" : message;
    }

    /** None of them is answered before the large request is gone; all are then. */
    @SafeVarargs
    private void awaitAll(CompletableFuture<String>... answers) throws Exception {
        Thread.sleep(300);
        for (CompletableFuture<String> answer : answers) {
            assertFalse(answer.isDone(), service.logged());
        }
        let();
        CompletableFuture.allOf(answers).join();
        awaitHeld(0);
    }

    @Test
    void theyWaitUntilThereIsRoom() throws Exception {
        set("a", "b", "c");
        hold();
        CompletableFuture<String> single = ask(request("/get/a").build());
        CompletableFuture<String> several = post("/pipeline", """
                [["INCR","n"],["GET","a"],["GETDEL","b"],["INCR","n"]]""");
        awaitAll(single, several);
        assertEquals("200 {\"result\":\"V\"}", single.get());
        assertEquals("200 [{\"result\":1},{\"result\":\"V\"},{\"result\":\"V\"},{\"result\":2}]", several.get());
        hold();
        CompletableFuture<String> together = post("/multi-exec", """
                [["INCR","m"],["GET","a"]]""");
        CompletableFuture<String> resource = ask(request("/v1/keys/a").build());
        awaitAll(together, resource);
        assertEquals("200 [{\"result\":1},{\"result\":\"V\"}]", together.get());
        assertEquals("200 V", resource.get());
        assertEquals("200 {\"result\":1}", post("/rpush/l", VALUE).get());
        hold();
        CompletableFuture<String> command = post("/v1/commands/GETDEL", "{\"arguments\":[\"c\"]}");
        CompletableFuture<String> popped = post("/v1/lists/l/pop", "");
        awaitAll(command, popped);
        assertEquals("200 {\"result\":\"V\"}", command.get());
        assertEquals("200 [\"V\"]", popped.get());
    }

    @Test
    void manySmallElementsWaitAsOneLargeValueDoes() throws Exception {
        String elements = String.join(",", Collections.nCopies(ELEMENTS / 10, "\"an element\""));
        for (int i = 1; i <= 10; i++) {
            assertEquals(
                    "200 {\"result\":" + i * ELEMENTS / 10 + "}",
                    post("/", "[\"RPUSH\",\"many\"," + elements + "]").get());
        }
        hold();
        CompletableFuture<String> all = ask(request("/lrange/many/0/-1").build());
        awaitAll(all);
        assertEquals("200 {\"result\":[" + String.join(",", Collections.nCopies(10, elements)) + "]}", all.get());
    }

    @Test
    void onAWebSocketTheyWaitToo() throws Exception {
        set("a");
        WebSocket socket = socket();
        hold();
        socket.sendText("[\"GET\",\"a\"]", true).join();
        Thread.sleep(300);
        assertEquals(null, messages.peek());
        let();
        assertEquals("{\"result\":\"V\"}", next());
        socket.abort();
        awaitHeld(0);
    }

    @Test
    void whatIsRefusedHasDoneNothing() throws Exception {
        set("a");
        assertEquals("200 {\"result\":1}", post("/rpush/l", VALUE).get());
        WebSocket socket = socket();
        for (String command : new String[] {"[\"MULTI\"]", "[\"INCR\",\"n\"]", "[\"GETDEL\",\"a\"]"}) {
            socket.sendText(command, true).join();
            next();
        }
        hold();
        CompletableFuture<String> single = ask(request("/getdel/a").build());
        CompletableFuture<String> together = post("/multi-exec", """
                [["INCR","n"],["GETDEL","a"]]""");
        CompletableFuture<String> command = post("/v1/commands/GETDEL", "{\"arguments\":[\"a\"]}");
        CompletableFuture<String> popped = post("/v1/lists/l/pop", "");
        socket.sendText("[\"EXEC\"]", true).join();
        String refusal = "503 {\"error\":\"" + InFlight.REFUSAL + "\"}";
        assertEquals(refusal, single.get());
        assertEquals(refusal, together.get());
        String problem = command.get();
        assertTrue(problem.startsWith("503 {") && problem.contains(InFlight.REFUSAL), problem);
        assertEquals(problem, popped.get());
        assertEquals("{\"error\":\"EXECABORT Transaction discarded because of: " + InFlight.REFUSAL + "\"}", next());
        socket.sendText("[\"PING\"]", true).join();
        assertEquals("{\"result\":\"PONG\"}", next());
        let();
        assertEquals("200 {\"result\":2}", post("/", "[\"EXISTS\",\"a\",\"l\"]").get());
        assertEquals("200 {\"result\":null}", ask(request("/get/n").build()).get());
        socket.abort();
        awaitHeld(0);
    }

    @Test
    void forWhoeverLeavesNothingIsDoneAndNothingHeld() throws Exception {
        set("a", "b");
        hold();
        List<Socket> waiting = new ArrayList<>();
        for (String request : new String[] {
            "GET /get/a", "GET /getdel/a", "POST /pipeline", "GET /v1/keys/a", "POST /v1/commands/GETDEL"
        }) {
            Socket socket = new Socket("127.0.0.1", port);
            String body =
                    request.endsWith("pipeline") ? "[[\"GET\",\"b\"],[\"GETDEL\",\"a\"]]" : "{\"arguments\":[\"a\"]}";
            String head = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
            String length = request.startsWith("GET") ? "0\r\n\r\n" : body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write((request + head + length).getBytes(ISO_8859_1));
            waiting.add(socket);
        }
        Thread.sleep(500);
        for (Socket socket : waiting) {
            assertEquals(0, socket.getInputStream().available());
            socket.close();
        }
        // So that the service has seen it.
        Thread.sleep(3_000);
        let();
        awaitHeld(0);
        assertEquals("200 {\"result\":2}", post("/", "[\"EXISTS\",\"a\",\"b\"]").get());
    }

    @Test
    void whoeverNeedsNearlyAllIsServedInTurn() throws Exception {
        assertEquals(
                "200 {\"result\":\"OK\"}",
                post("/set/most", VALUE.repeat(2) + VALUE.substring(2_000_000)).get());
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(ask(request(i % 2 == 0 ? "/get/most" : "/v1/keys/most").build()));
        }
        for (CompletableFuture<String> each : answers) {
            String answer = each.get();
            assertTrue(answer.startsWith("200 "), answer.substring(0, Math.min(200, answer.length())));
        }
        awaitHeld(0);
    }

    @Test
    void whatThereWillNeverBeRoomForIsToldSo() throws Exception {
        assertEquals(
                "200 {\"result\":\"OK\"}", post("/set/huge", VALUE.repeat(3)).get());
        String refusal = "400 {\"error\":\"" + InFlight.TOO_LARGE + "\"}";
        assertEquals(refusal, ask(request("/get/huge").build()).get());
        assertEquals(refusal, ask(request("/getdel/huge").build()).get());
        assertEquals(
                "200 {\"result\":9000000}", ask(request("/strlen/huge").build()).get());
        awaitHeld(0);
    }
}
