package io.larder.door.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.KeptLog;
import io.larder.door.http.TestDoor.Seen;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose id an answer and the log have. */
class RequestIdTest {

    private static final String ID = "x-request-id";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void theIdThatCameIsInEveryAnswer() {
        for (String path : List.of("/ping", "/nonsense", "/get/k", "/large/100000")) {
            assertEquals("a-1", door.get(path, ID, "a-1").header(ID), path);
        }
        assertEquals("a-1", door.send("DELETE", "/", noBody(), ID, "a-1").header(ID));
        assertEquals("a-1", new Seen(door.send(door.bare("/ping").header(ID, "a-1"))).header(ID));
        assertNull(door.get("/ping").header(ID));
    }

    private static BodyPublisher noBody() {
        return BodyPublishers.noBody();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "AZaz09._~:/+=-"})
    void itIsLettersDigitsAndMarks(String id) {
        assertEquals(id, door.get("/ping", ID, id).header(ID));
        assertEquals(
                128,
                String.valueOf(door.get("/ping", ID, "x".repeat(128)).header(ID))
                        .length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a,b", "a\\b", "<a>", "é", "a\tb", "a;b", "{a}", "a%0ab"})
    void anythingElseIsAsGoodAsNone(String id) {
        String head = "GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
        assertNull(
                Seen.parse(door.raw(head + "X-Request-Id: " + id + "\r\n\r\n")).header(ID));
        assertNull(door.get("/ping", ID, "x".repeat(129)).header(ID));
    }

    @Test
    void aTraceIdCountsWhereThereIsNoOther() {
        assertEquals(TRACE, door.get("/ping", "traceparent", PARENT).header(ID));
        assertEquals("a", door.get("/ping", "traceparent", PARENT, ID, "a").header(ID));
        assertEquals(TRACE, door.get("/ping", "traceparent", PARENT, ID, "a b").header(ID));
        assertEquals(
                TRACE,
                door.get("/ping", "traceparent", "cc" + PARENT.substring(2) + "-more")
                        .header(ID));
    }

    @Test
    void whatIsNoTraceParentHasNone() {
        for (String parent : List.of(
                "ff" + PARENT.substring(2),
                PARENT + "-more",
                PARENT + "x",
                PARENT.toUpperCase(Locale.ROOT),
                PARENT.substring(1),
                "00-" + "0".repeat(32) + "-b7ad6b7169203331-01",
                "00-" + TRACE + "-" + "0".repeat(16) + "-01")) {
            assertNull(door.get("/ping", "traceparent", parent).header(ID), parent);
        }
    }

    @Test
    void whatIsNotUnderstoodAsARequestIsToldItTooWhereItCanBeRead() {
        String answer = door.raw("GET /ping HTTP/1.1\r\nX-Request-Id: a-1\r\n\r\n");
        assertTrue(answer.contains("no Host header"), answer);
        assertEquals("a-1", Seen.parse(answer).header(ID));
    }

    @Test
    void anAccidentIsLoggedUnderTheIdThatTheAnswerTells() {
        KeptLog log = new KeptLog();
        Logger logger = Logger.getLogger(Exchange.class.getName());
        logger.addHandler(log);
        try {
            assertEquals("a-1", door.get("/crash", ID, "a-1").header(ID));
            String made = door.get("/crash").header(ID);
            assertTrue(String.valueOf(made).matches("[0-9a-f]{32}"), made);
            // Both commands of a request are of that request.
            String twice = door.post("/pipeline", "[[\"CRASH\"],[\"CRASH\"]]").header(ID);
            assertEquals(
                    List.of("a-1", String.valueOf(made), String.valueOf(twice), String.valueOf(twice)), log.fields());
            for (int i = 0; i < log.lines().size(); i++) {
                assertEquals(
                        "A command could not be carried out, request="
                                + log.fields().get(i),
                        log.lines().get(i));
            }
        } finally {
            logger.removeHandler(log);
        }
    }
}
