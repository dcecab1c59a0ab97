package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.http.TestDoor.Seen;
import io.larder.security.Tokens;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and from which page. */
class DialectTokensTest {

    private static final String WRONG = "401 {\"error\":\"WRONGPASS invalid or missing auth token\"}";

    private TestDoor door;

    @BeforeEach
    void open() {
        door = new TestDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aTokenComesInTheHeader() {
        assertEquals(
                200, bare("/ping", "Authorization", "Bearer " + TestDoor.TOKEN).status());
        assertEquals(
                200, bare("/ping", "Authorization", "bearer  " + TestDoor.TOKEN).status());
    }

    @Test
    void aTokenComesInTheQuery() {
        assertEquals(
                "200 {\"result\":\"PONG\"}", bare("/ping?_token=t0ken%2F%2B%3D").all());
        HttpRequest.Builder post =
                door.bare("/pipeline?_token=t0ken%2F%2B%3D").POST(BodyPublishers.ofString("[[\"PING\"]]"));
        assertEquals("200 [{\"result\":\"PONG\"}]", new Seen(door.send(post)).all());
    }

    @Test
    void withoutATokenNobodyComesIn() {
        Seen seen = bare("/ping");
        assertEquals(WRONG, seen.all());
        assertEquals("application/json", seen.header("content-type"));
        assertEquals("Bearer", seen.header("www-authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer x", "Bearer t0ken/+", "Bearer t0ken/+=x", "Basic t0ken/+=", "t0ken/+="})
    void aWrongTokenIsRefused(String authorization) {
        assertEquals(WRONG, bare("/ping", "Authorization", authorization).all());
        assertEquals(WRONG, bare("/nonsense", "Authorization", authorization).all());
    }

    @Test
    void theHeaderCountsBeforeTheQuery() {
        assertEquals(
                WRONG,
                bare("/ping?_token=t0ken%2F%2B%3D", "Authorization", "Bearer x").all());
        assertEquals(WRONG, bare("/ping?_token=x").all());
        assertEquals(WRONG, bare("/ping?_token").all());
        String broken = door.raw("GET /ping?_token=%x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertEquals(400, Seen.parse(broken).status());
    }

    @Test
    void aRefusedRequestDoesNothing() {
        HttpRequest.Builder post =
                door.bare("/").header("Authorization", "Bearer x").POST(BodyPublishers.ofString("[\"NOTE\",\"x\"]"));
        assertEquals(WRONG, new Seen(door.send(post)).all());
        assertTrue(door.probe.ran.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"/set/k/v, set", "/names, names", "/shut/down, shut|down"})
    void theReadOnlyTokenReadsWhatItCanName(String path, String name) {
        String reader = "Bearer " + TestDoor.READ_ONLY;
        String refusal = "{\"error\":\"NOPERM this user has no permissions to run the '" + name + "' command\"}";
        assertEquals("400 " + refusal, bare(path, "Authorization", reader).all());
        assertEquals(
                "200 {\"result\":null}", bare("/get/k", "Authorization", reader).all());
        assertEquals(200, door.get(path).status());
    }

    @Test
    void theReadOnlyTokenIsHeldInBatchesToo() {
        HttpRequest.Builder batch = door.bare("/pipeline")
                .header("Authorization", "Bearer " + TestDoor.READ_ONLY)
                .POST(BodyPublishers.ofString("[[\"SET\",\"k\",\"v\"],[\"GET\",\"k\"]]"));
        assertEquals(
                "200 [{\"error\":\"NOPERM this user has no permissions to run the 'set' command\"},{\"result\":null}]",
                new Seen(door.send(batch)).all());
        batch = door.bare("/multi-exec")
                .header("Authorization", "Bearer " + TestDoor.READ_ONLY)
                .POST(BodyPublishers.ofString("[[\"GET\",\"k\"],[\"SET\",\"k\",\"v\"]]"));
        Seen seen = new Seen(door.send(batch));
        assertEquals(400, seen.status());
        assertTrue(seen.body().contains("NOPERM"), seen.body());
    }

    @Test
    void aBrowserMayAskAheadWithoutAToken() {
        HttpRequest.Builder ask = door.bare("/pipeline")
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,upstash-telemetry-sdk")
                .method("OPTIONS", BodyPublishers.noBody());
        Seen seen = new Seen(door.send(ask));
        assertEquals("204 ", seen.all());
        assertEquals("*", seen.header("access-control-allow-origin"));
        List<String> allowed = List.of(
                String.valueOf(seen.header("access-control-allow-headers")).split(", "));
        assertTrue(
                allowed.containsAll(List.of(
                        "authorization",
                        "content-type",
                        "upstash-encoding",
                        "upstash-sync-token",
                        "upstash-response-format",
                        "upstash-telemetry-runtime",
                        "upstash-telemetry-platform",
                        "upstash-telemetry-sdk",
                        "upstash-telemetry-retry",
                        "cache-control",
                        "x-request-id",
                        "traceparent")),
                allowed.toString());
        assertTrue(String.valueOf(seen.header("access-control-allow-methods")).contains("POST"));
        assertEquals("POST, OPTIONS", seen.header("allow"));
    }

    @Test
    void aPageMayReadEveryAnswer() {
        for (String path : new String[] {"/ping", "/nonsense", "/crash"}) {
            Seen seen = door.get(path, "Origin", "https://app.example");
            assertEquals("*", seen.header("access-control-allow-origin"), path);
            assertEquals(
                    "upstash-sync-token, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset,"
                            + " x-request-id",
                    seen.header("access-control-expose-headers"),
                    path);
        }
        Seen refused = bare("/ping", "Origin", "https://app.example");
        assertEquals(401, refused.status());
        assertEquals("*", refused.header("access-control-allow-origin"));
        assertNull(door.get("/ping").header("access-control-allow-origin"));
    }

    @Test
    void withoutTokensEveryoneComesIn() {
        try (TestDoor open = new TestDoor(new Tokens(null, null), false, TestDoor.LIMITS)) {
            assertEquals(200, new Seen(open.send(open.bare("/set/k/v"))).status());
            assertEquals(200, new Seen(open.send(open.bare("/get/k").header("Authorization", "Bearer any"))).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:5173, localhost:8080, 200",
        "http://127.0.0.1, 127.0.0.1:8080, 200",
        "http://[::1]:3000, [::1]:8080, 200",
        "http://app.localhost, 127.0.0.1, 200",
        "https://evil.example, localhost:8080, 403",
        "null, localhost:8080, 403",
        "http://localhost.evil.example, localhost, 403",
        "http://127.0.0.1.evil.example, localhost, 403",
        ", evil.example:8080, 403",
        ", 127.0.0.1.evil.example, 403",
        ", localhost:8080, 200",
    })
    void withoutTokensOnlyPagesOfThisMachineComeIn(@Nullable String origin, String host, int status) {
        String request = "GET /set/k/v HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n") + "\r\n";
        try (TestDoor open = new TestDoor(new Tokens(null, null), false, TestDoor.LIMITS)) {
            Seen seen = Seen.parse(open.raw(request));
            assertEquals(status, seen.status(), seen.body());
            if (status == 403) {
                assertTrue(seen.body().startsWith("{\"error\":\"ERR "), seen.body());
                assertNull(seen.header("access-control-allow-origin"));
            }
        }
        try (TestDoor open = new TestDoor(new Tokens(null, null), true, TestDoor.LIMITS)) {
            assertEquals(200, Seen.parse(open.raw(request)).status());
        }
    }

    private Seen bare(String path, String... headers) {
        HttpRequest.Builder request = door.bare(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new Seen(door.send(request));
    }
}
