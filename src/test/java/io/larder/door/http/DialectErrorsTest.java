package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.door.http.TestDoor.Seen;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request, and what its sender is told. */
class DialectErrorsTest {

    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "/nonsense # `ERR unknown command 'nonsense', with args beginning with: `",
                "/nonsense/a/b # `ERR unknown command 'nonsense', with args beginning with: 'a' 'b' `",
                "/get # ERR wrong number of arguments for 'get' command",
                "/set/k/v/XX/NX # ERR syntax error",
                "/get/%zz # ERR invalid percent-encoding in the URL",
                "/get/k?a=%e # ERR invalid percent-encoding in the URL",
                "//get/k # `ERR unknown command '', with args beginning with: 'get' 'k' `",
                "/pipeline/ # `ERR unknown command 'pipeline', with args beginning with: '' `",
                "/shut # ERR wrong number of arguments for 'shut' command",
                "/shut/up # ERR unknown subcommand 'up'. Try SHUT HELP.",
            })
    void wrongCommandsAnswer400WithTheTextOfRedis(String path, String error) throws IOException {
        assertError(400, error, raw("GET " + path));
    }

    /** A client that sends the path as it is, also where it is no valid URI. */
    private Seen raw(String line) {
        return Seen.parse(door.raw(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + TestDoor.TOKEN + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "{}",
                "null",
                "\"PING\"",
                "[\"PING\"",
                "[\"PING\"]]",
                "[\"PING\"] [\"PING\"]",
                "[\"GET\",null]",
                "[\"GET\",[\"k\"]]",
                "[\"GET\",{\"k\":1}]",
                "[\"GET\",k]",
                "[\"GET\",'k']",
                "[\"GET\",\"k\",]",
                "[\"GET\",01]",
                "[\"GET\",+1]",
                "[\"GET\",.5]",
                "[\"GET\",NaN]",
                "[\"GET\",\"\\x\"]",
                "[\"GET\",\"k]",
            })
    void whatIsNoCommandAnswers400(String body) throws IOException {
        for (String path : new String[] {"/", "/pipeline", "/multi-exec"}) {
            String batch = path.equals("/") ? body : "[[\"NOTE\",\"x\"]," + body + "]";
            Seen seen = door.post(path, batch);
            assertEquals(400, seen.status(), batch);
            assertTrue(error(seen).startsWith("ERR failed to parse the request: "), seen.body());
        }
        assertTrue(door.probe.ran.isEmpty());
    }

    @Test
    void invalidUtf8InJsonAnswers400() throws IOException {
        Seen seen = door.send("POST", "/", BodyPublishers.ofByteArray("[\"GET\",\"\u00ff\"]".getBytes(ISO_8859_1)));
        assertError(400, "ERR failed to parse the request: invalid UTF-8, at byte 8", seen);
    }

    @Test
    void emptyCommandsAndBatchesAnswer400() throws IOException {
        assertError(400, "ERR empty command", door.post("/", "[]"));
        assertError(400, "ERR empty pipeline request", door.post("/pipeline", "[]"));
        assertError(400, "ERR empty pipeline request", door.post("/multi-exec", " [ ] "));
    }

    @Test
    void deepNestingAnswers400() {
        assertEquals(400, door.post("/", "[".repeat(10_000)).status());
        assertEquals(
                400,
                door.post("/pipeline", "[".repeat(10_000) + "]".repeat(10_000)).status());
    }

    @Test
    void tooManyCommandsOrArgumentsAnswer400() throws IOException {
        String many = IntStream.range(0, 101).mapToObj(i -> "[\"PING\"]").collect(Collectors.joining(",", "[", "]"));
        assertError(400, "ERR max number of commands exceeded. Limit: 100", door.post("/pipeline", many));
        assertError(400, "ERR max number of commands exceeded. Limit: 100", door.post("/multi-exec", many));
        String wide = IntStream.range(0, 51).mapToObj(i -> "1").collect(Collectors.joining(",", "[", "]"));
        assertError(400, "ERR max number of arguments exceeded. Limit: 50", door.post("/", wide));
        assertError(400, "ERR max number of arguments exceeded. Limit: 50", door.get("/a".repeat(51)));
    }

    @Test
    void accidentsTellNothingOfTheInside() throws IOException {
        for (String name : new String[] {"CRASH", "EXHAUST"}) {
            assertError(500, "ERR internal error", door.post("/", "[\"" + name + "\"]"));
            assertError(500, "ERR internal error", door.get("/" + name));
            assertError(500, "ERR internal error", door.post("/multi-exec", "[[\"" + name + "\"]]"));
            Seen seen = door.post("/pipeline", "[[\"PING\"],[\"" + name + "\"],[\"PING\"]]");
            assertEquals(
                    "200 [{\"result\":\"PONG\"},{\"error\":\"ERR internal error\"},{\"result\":\"PONG\"}]", seen.all());
        }
        assertEquals(200, door.get("/ping").status());
    }

    @Test
    void anAccidentInOneCommandIsAnErrorOfTheFormatThatWasAskedFor() {
        Seen seen = door.get("/crash", "Upstash-Response-Format", "resp2");
        assertEquals("500 -ERR internal error\r\n", seen.all());
    }

    @Test
    void anAnswerThatIsTooLargeIsAnError() throws IOException {
        assertEquals(200, door.get("/large/100000").status());
        assertError(400, "ERR max response size exceeded. Limit: 1048576 bytes", door.get("/large/1048577"));
        Seen seen = door.post("/pipeline", "[[\"PING\"],[\"LARGE\",1048577],[\"NOTE\",\"not run\"]]");
        String tooLarge = "{\"error\":\"ERR max response size exceeded. Limit: 1048576 bytes\"}";
        assertEquals("200 [{\"result\":\"PONG\"}," + tooLarge + "," + tooLarge + "]", seen.all());
        assertTrue(door.probe.ran.isEmpty());
        seen = door.post("/multi-exec", "[[\"PING\"],[\"LARGE\",1048577],[\"NOTE\",\"run\"]]");
        assertEquals("200 [{\"result\":\"PONG\"}," + tooLarge + "," + tooLarge + "]", seen.all());
        assertEquals(1, door.probe.ran.size());
    }

    @Test
    void errorsInTheRequestAreJsonAlsoWhereResp2WasAskedFor() {
        Seen seen = door.post("/", "nonsense", "Upstash-Response-Format", "resp2");
        assertEquals("application/json", seen.header("content-type"));
        assertTrue(seen.body().startsWith("{\"error\":\"ERR "), seen.body());
    }

    private static void assertError(int status, String error, Seen seen) throws IOException {
        assertEquals(status, seen.status(), seen.body());
        assertEquals(error, error(seen));
        assertEquals("application/json", seen.header("content-type"));
        assertFalse(seen.body().contains("secret"));
    }

    private static String error(Seen seen) throws IOException {
        JsonNode answer = new ObjectMapper().readTree(seen.body());
        assertEquals(1, answer.size(), seen.body());
        return answer.get("error").textValue();
    }
}
