package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.InFlight;
import io.larder.door.http.TestDoor.Seen;
import io.larder.security.Admittance;
import io.larder.security.Reception;
import io.larder.security.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is answered on its connection has the answer that it would have had from the server. */
class ShortWayTest {

    private static final String TOKEN = "Authorization: Bearer " + TestDoor.TOKEN + "\r\n";
    private static final String FIRST = "GET /ping HTTP/1.1\r\nHost: localhost\r\n" + TOKEN + "\r\n";
    private static final String SHORT = "{\"result\":\"short\"}";
    private static final String ORDINARY = "{\"result\":\"ordinary\"}";

    private static final String MUCH = "x".repeat(3_000);

    /** Of all kinds, plain or not; none changes what another comes to. */
    private static final List<String> REQUESTS = List.of(
            get("/get/nothing"),
            get("/nope/a/b"),
            get("/get"),
            get("/echo/a%20b%2Fc%ff"),
            get("/echo/a?b"),
            get("/echo?a%zz"),
            get("/echo/%"),
            get("/echo/a+b;c=d"),
            get("/echo/a|b"),
            get("/echo/\"x\""),
            get("/echo/h\u00e9"),
            get("/every"),
            get("/every", "Upstash-Encoding: base64"),
            get("/every", "Upstash-Response-Format: resp2"),
            get("/every", "Upstash-Response-Format: xml"),
            get("/ping", "X-Request-Id: abc"),
            get("/ping", "X-Request-Id: a b"),
            get("/ping", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            get("/ping", "Origin: http://localhost:5173"),
            get("/ping", "Connection: keep-alive"),
            get("/ping").replace("GET", "HEAD"),
            get("/ping").replace("GET", "PATCH"),
            get("/ping").replace("GET", "OPTIONS"),
            get("/echo/" + MUCH),
            get("/large/4000"),
            get("/large/4000", "Accept-Encoding: gzip"),
            get("/large/682", "Upstash-Encoding: base64"),
            get("/large/100000", "Accept-Encoding: gzip"),
            get("/large/2000000"),
            get("/toolong"),
            get("/long"),
            get("/multi"),
            get("/subscribe/"),
            get("/get/nothing").replace("Host: localhost\r\n", "Host: example.org\r\n"),
            post("/", "[\"ECHO\",\"h\u00c3\u00a9\\n\",7,true]"),
            post("/", "[\"ECHO\",\"\\u00e9\\ud83d\\ude00\"]"),
            post("/", ""),
            post("/", "[\"ECHO\",\"" + MUCH + MUCH + MUCH + "\"]"),
            post("/", "{}"),
            post("/", "[\"PING\"]", "Expect: 100-canary"),
            post("/", "[\"PING\"]", "Content-Type: text/plain"),
            post("/echo", "the body"),
            post("/echo/a", ""),
            post("/pipeline", "[]"),
            post("/pipeline", "[[\"PING\"],[\"NOPE\"],[\"EVERY\"],[\"ECHO\",\"x\"]]"),
            post("/pipeline", "[[\"PING\"],[\"NOPE\"],[\"EVERY\"]]", "Upstash-Encoding: base64"),
            post("/pipeline", "[[\"LARGE\",\"3000\"],[\"LARGE\",3000],[\"PING\"],[\"LARGE\",3000]]"),
            post("/pipeline", "[[\"LARGE\",170000],[\"LARGE\",170000],[\"PING\"],[\"WHERE\"]]"),
            post("/pipeline", "[[\"PING\"],[\"TOOLONG\"],[\"WHERE\"]]"),
            post("/pipeline", "[" + "[\"PING\"],".repeat(70) + "[\"PING\"]]"),
            post("/multi-exec", "[[\"PING\"],[\"NOPE\"]]"));

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @BeforeEach
    void forget() {
        door.probe.ran.clear();
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + TOKEN + lines(headers) + "\r\n";
    }

    private static String post(String target, String body, String... headers) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n" + TOKEN
                + lines(headers) + "\r\n" + body;
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /** A connection of which each answer is read to its end. */
    private static final class Line implements AutoCloseable {
        private final Socket socket;

        Line(TestDoor to) throws IOException {
            socket = new Socket("127.0.0.1", to.port());
            socket.setSoTimeout(10_000);
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        }

        Seen ask(String request) throws IOException {
            send(request);
            return answer(request.startsWith("HEAD"));
        }

        Seen answer(boolean head) throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("closed after " + bytes.toString(ISO_8859_1));
                }
                bytes.write(b);
            }
            Seen seen = Seen.parse(bytes.toString(ISO_8859_1));
            String length = head ? null : seen.header("content-length");
            byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
            return new Seen(seen.status(), new String(body, ISO_8859_1), seen.headers());
        }

        boolean ended() throws IOException {
            return socket.getInputStream().read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void onlyWhoWasLetInBeforeTakesIt() throws IOException {
        try (Line line = new Line(door)) {
            assertEquals(ORDINARY, line.ask(get("/way")).body());
            assertEquals(SHORT, line.ask(get("/way")).body());
            assertEquals(SHORT, line.ask(post("/", "[\"WAY\"]")).body());
            assertEquals(
                    "[" + SHORT + "," + SHORT + "]",
                    line.ask(post("/pipeline", "[[\"WAY\"],[\"WAY\"]]")).body());
            String reader = get("/way").replace(TestDoor.TOKEN, TestDoor.READ_ONLY);
            assertEquals(400, line.ask(reader).status());
            assertEquals(
                    401, line.ask(get("/way").replace(TestDoor.TOKEN, "wrong")).status());
            assertEquals(401, line.ask(get("/way").replace(TOKEN, "")).status());
            assertEquals(ORDINARY, line.ask(get("/way")).body());
            assertEquals(SHORT, line.ask(get("/way")).body());
            assertEquals(
                    SHORT,
                    line.ask(get("/way?_token=" + TestDoor.TOKEN.replace("+", "%2B"))
                                    .replace(TOKEN, ""))
                            .body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD /way HTTP/1.1\r\n",
                "PUT /way HTTP/1.1\r\nContent-Length: 0\r\n",
                "GET /way HTTP/1.1\r\nContent-Length: 0\r\n",
                "GET /way HTTP/1.1\r\nOrigin: http://localhost\r\n",
                "GET /way HTTP/1.1\r\nConnection: close\r\n",
                "GET /way HTTP/1.1\r\nConnection: keep-alive, x\r\n",
                "GET /way HTTP/1.0\r\nConnection: keep-alive\r\n",
                "GET //way HTTP/1.1\r\n",
                "GET http://localhost/way HTTP/1.1\r\n",
                "GET /way HTTP/1.1\r\nUpstash-Response-Format: resp2\r\n",
                "POST /multi-exec HTTP/1.1\r\nContent-Length: 9\r\n\r\n[[\"WAY\"]]",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n[\"WAY\"]\r\n0\r\n\r\n",
            })
    void whatIsNotPlainDoesNotTakeIt(String request) throws IOException {
        String head = request.contains("\r\n\r\n") ? "" : "\r\n";
        String whole = request.replaceFirst("\r\n", "\r\nHost: localhost\r\n" + TOKEN.replace("$", "\\$")) + head;
        try (Line line = new Line(door)) {
            line.ask(FIRST);
            assertTrue(!line.ask(whole).body().contains("short"), request);
        }
    }

    @Test
    void eachWayHasTheSameAnswer() throws IOException {
        for (String request : REQUESTS) {
            Seen ordinary = ordinary(request);
            try (Line line = new Line(door)) {
                line.ask(FIRST);
                assertEquals(ordinary, line.ask(request), request);
            }
        }
    }

    private static Seen ordinary(String request) throws IOException {
        try (Line line = new Line(door)) {
            return line.ask(request);
        }
    }

    @Test
    void anAccidentIsToldWithItsId() throws IOException {
        for (String name : List.of("crash", "exhaust")) {
            try (Line line = new Line(door)) {
                line.ask(FIRST);
                Seen seen = line.ask(get("/" + name));
                assertEquals("500 {\"error\":\"ERR internal error\"}", seen.all());
                assertEquals(32, seen.header("x-request-id").length());
                Seen several = line.ask(post("/pipeline", "[[\"NOTE\",\"a\"],[\"CRASH\"],[\"NOTE\",\"b\"]]"));
                assertTrue(several.body().contains("{\"error\":\"ERR internal error\"}"), several.body());
                assertEquals(32, several.header("x-request-id").length());
                assertEquals(SHORT, line.ask(get("/way")).body());
            }
        }
        assertEquals(List.of("a", "b", "a", "b"), door.probe.ran);
    }

    @Test
    void whatWasRunIsNotRunAgain() throws IOException {
        try (Line line = new Line(door)) {
            line.ask(FIRST);
            Seen seen = line.ask(post("/pipeline", "[[\"NOTE\",\"a\"],[\"TOOLONG\"],[\"NOTE\",\"b\"]]"));
            assertEquals("[{\"result\":1},{\"result\":\"worker\"},{\"result\":2}]", seen.body());
            seen = line.ask(post("/pipeline", "[[\"NOTE\",\"c\"],[\"LARGE\",9000],[\"NOTE\",\"d\"]]"));
            assertTrue(seen.body().startsWith("[{\"result\":3},"), seen.body());
            assertTrue(seen.body().endsWith(",{\"result\":4}]"), seen.body());
            assertEquals("{\"result\":5}", line.ask(get("/note/e")).body());
            assertEquals(SHORT, line.ask(get("/way")).body());
        }
        assertEquals(List.of("a", "b", "c", "d", "e"), door.probe.ran);
    }

    @Test
    void answersKeepTheOrderOfTheirRequests() throws IOException {
        try (Line line = new Line(door)) {
            line.ask(FIRST);
            line.send(get("/echo/1")
                    + get("/toolong")
                    + post("/", "[\"ECHO\",\"2\"]")
                    + get("/echo/2a")
                    + get("/large/9000")
                    + get("/echo/3")
                    + post("/echo", "4"));
            assertEquals("{\"result\":\"1\"}", line.answer(false).body());
            assertEquals("{\"result\":\"worker\"}", line.answer(false).body());
            assertEquals("{\"result\":\"2\"}", line.answer(false).body());
            assertEquals("{\"result\":\"2a\"}", line.answer(false).body());
            assertTrue(line.answer(false).body().length() > 9_000);
            assertEquals("{\"result\":\"3\"}", line.answer(false).body());
            assertEquals("{\"result\":\"4\"}", line.answer(false).body());
            assertEquals(SHORT, line.ask(get("/way")).body());
        }
    }

    @Test
    void aBodyMayComeInPieces() throws IOException, InterruptedException {
        try (Line line = new Line(door)) {
            line.ask(FIRST);
            for (String part : List.of(post("/", "[\"ECHO\",\"a"), "", "bc\"]")) {
                line.send(part.replace("Content-Length: 10", "Content-Length: 14"));
                Thread.sleep(30);
            }
            assertEquals("{\"result\":\"abc\"}", line.answer(false).body());
            line.send(get("/way").substring(0, 40));
            Thread.sleep(30);
            assertEquals(SHORT, line.ask(get("/way").substring(40)).body());
        }
    }

    @Test
    void aConnectionThatIsToEndTakesNoMore() throws IOException {
        try (Line line = new Line(door)) {
            line.ask(FIRST);
            line.send(get("/note/a", "Connection: close") + get("/note/b"));
            assertEquals("{\"result\":1}", line.answer(false).body());
            assertTrue(line.ended());
        }
        assertEquals(List.of("a"), door.probe.ran);
    }

    @Test
    void whereRequestsAreCountedEachIs() throws IOException {
        Admittance limited =
                new Admittance(List.of(), List.of(), List.of(), 0, 1_000, 0, 0, 0, Duration.ofMinutes(5), 1_000);
        Reception counts = new Reception(new Tokens(TestDoor.TOKEN, null), limited, System::nanoTime);
        try (TestDoor counting = new TestDoor(counts, false, TestDoor.LIMITS, new InFlight(64 << 20));
                Line line = new Line(counting)) {
            for (int i = 0; i < 3; i++) {
                Seen seen = line.ask(get("/way"));
                assertEquals(ORDINARY, seen.body());
                assertEquals("1000", seen.header("ratelimit-limit"));
            }
        }
    }
}
