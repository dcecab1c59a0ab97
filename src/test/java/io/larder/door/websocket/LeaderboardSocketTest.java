package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /v1/leaderboards/{name}/live} as a page sees it. */
class LeaderboardSocketTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/leaderboards/a%20board/live";

    private TestSockets sockets;
    private TestClient writer;

    @BeforeEach
    void open() {
        sockets = new TestSockets();
        writer = sockets.open();
        score("120", "ann");
        score("90", "bob");
    }

    @AfterEach
    void close() {
        writer.close();
        sockets.close();
    }

    private void score(String score, String member) {
        writer.ask("[\"ZADD\",\"a board\"," + score + ",\"" + member + "\"]");
    }

    private TestClient watch(String query) {
        return sockets.open(PATH + "?" + query, "Authorization", "Bearer " + TestSockets.READ_ONLY);
    }

    private static JsonNode next(TestClient client) {
        try {
            return JSON.readTree(client.next());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoMayNotReadABoardMayNotWatchIt() {
        String[] reader = {"Authorization", "Bearer " + TestSockets.READ_ONLY};
        String forbidden = "/v1/leaderboards/" + TestSockets.FORBIDDEN + "/live";
        for (String query : new String[] {"", "?around=ann", "?members=ann,bob"}) {
            assertEquals(403, TestClient.refusal(() -> sockets.open(forbidden + query, reader)), query);
        }
        assertEquals(403, TestClient.refusal(() -> watch("around=" + TestSockets.FORBIDDEN)));
        TestClient page = watch("top=1");
        next(page);
        assertEquals(
                "{\"type\":\"error\",\"id\":1,\"error\":\"NOPERM not this one\"}",
                page.ask("{\"type\":\"watch\",\"id\":1,\"view\":{\"around\":\"" + TestSockets.FORBIDDEN + "\"}}"));
    }

    @Test
    void aSnapshotAndThenWhatChanges() {
        TestClient page = watch("top=10");
        JsonNode first = next(page);
        assertEquals("snapshot", first.get("type").asText());
        assertEquals("a board", first.get("board").asText());
        assertEquals(
                "[{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1},"
                        + "{\"id\":\"bob\",\"score\":90,\"rank\":2,\"position\":2}]",
                first.get("entries").toString());
        score("130", "bob");
        assertEquals(
                "{\"type\":\"update\",\"seq\":2,\"total\":2,\"moved\":["
                        + "{\"id\":\"bob\",\"score\":130,\"rank\":1,\"position\":1,\"previous_position\":2},"
                        + "{\"id\":\"ann\",\"score\":120,\"rank\":2,\"position\":2,\"previous_position\":1}]}",
                page.next());
        score("130", "bob");
        page.quiet(100);
    }

    @Test
    void eachKindOfView() {
        TestClient page = watch("around=bob&size=1");
        assertEquals("bob", next(page).get("entries").get(0).get("id").asText());
        page.close();
        page = watch("members=bob,nobody,ann&order=asc");
        assertEquals(
                "[{\"id\":\"bob\",\"score\":90,\"rank\":1,\"position\":1},"
                        + "{\"id\":\"ann\",\"score\":120,\"rank\":2,\"position\":2}]",
                next(page).get("entries").toString());
        page.close();
        page = watch("");
        assertEquals(2, next(page).get("entries").size());
    }

    @Test
    void whoComesBackGoesOn() {
        TestClient page = watch("top=10");
        JsonNode first = next(page);
        page.close();
        score("95", "bob");
        TestClient again = watch("top=10&since=1&epoch=" + first.get("epoch").asText());
        assertEquals("resumed", next(again).get("type").asText());
        assertEquals(
                "{\"type\":\"update\",\"seq\":2,\"total\":2,\"scored\":["
                        + "{\"id\":\"bob\",\"score\":95,\"rank\":2,\"position\":2}]}",
                again.next());
        again.close();
        assertEquals(
                "snapshot",
                next(watch("top=10&since=1&epoch=another")).get("type").asText());
    }

    @Test
    void oneConnectionMayWatchSeveralViews() {
        TestClient page = watch("top=1");
        next(page);
        page.send("{\"type\":\"watch\",\"id\":\"me\",\"view\":{\"around\":\"bob\",\"size\":3}}");
        JsonNode mine = next(page);
        assertEquals("me", mine.get("id").asText());
        assertEquals(2, mine.get("entries").size());
        page.send("{\"type\":\"watch\",\"id\":7,\"view\":{\"members\":[\"ann\"]}}");
        assertEquals(7, next(page).get("id").asInt());
        page.send("{\"type\":\"unwatch\",\"id\":7}");
        score("91", "bob");
        assertEquals(
                "{\"id\":\"me\",\"type\":\"update\",\"seq\":2,\"total\":2,\"scored\":["
                        + "{\"id\":\"bob\",\"score\":91,\"rank\":2,\"position\":2}]}",
                page.next());
        page.quiet(100);
    }

    @Test
    void viewsAreBounded() {
        TestClient page = watch("top=1");
        next(page);
        for (int id = 1; id < TestSockets.MAX_VIEWS; id++) {
            assertEquals("snapshot", next(page, id).get("type").asText());
        }
        JsonNode refused = next(page, TestSockets.MAX_VIEWS);
        assertEquals("error", refused.get("type").asText());
        assertEquals(
                "ERR max views of a connection exceeded. Limit: " + TestSockets.MAX_VIEWS,
                refused.get("error").asText());
        // One in the place of another is none more.
        assertEquals("snapshot", next(page, 1).get("type").asText());
        page.send("{\"type\":\"unwatch\",\"id\":1}");
        assertEquals("snapshot", next(page, TestSockets.MAX_VIEWS).get("type").asText());
    }

    private static JsonNode next(TestClient page, int id) {
        page.send("{\"type\":\"watch\",\"id\":" + id + ",\"view\":{\"top\":2}}");
        return next(page);
    }

    @Test
    void mistakesAreTold() {
        for (String query :
                new String[] {"top=0", "top=101", "top=x", "top=1&around=ann", "order=up", "members=", "since=x&epoch=y"
                }) {
            assertEquals(400, TestClient.refusal(() -> watch(query)), query);
        }
        TestClient page = watch("top=1");
        next(page);
        for (String message : new String[] {
            "x",
            "[]",
            "{\"type\":\"watch\",\"view\":{\"top\":1}}",
            "{\"type\":\"watch\",\"id\":1,\"view\":{\"top\":1,\"around\":\"a\"}}",
            "{\"type\":\"watch\",\"id\":1,\"view\":{\"around\":5}}",
            "{\"type\":\"watch\",\"id\":1,\"view\":{\"top\":1000}}",
            "{\"type\":\"unwatch\",\"id\":9}",
            "{\"type\":\"publish\",\"id\":1}"
        }) {
            page.send(message);
            JsonNode answer = next(page);
            assertEquals("error", answer.get("type").asText(), message);
            assertTrue(answer.get("error").asText().startsWith("ERR "), message);
        }
    }

    /** What the systems of both sides take is megabytes, so it takes many frames to fill them. */
    @Test
    void whoReadsSlowlyGetsTheNewestStateAndIsNotClosed() {
        String tail = "-" + "x".repeat(100);
        for (int i = 0; i < 100; i++) {
            score(Integer.toString(i), "m" + i + tail);
        }
        TestClient page = watch("top=100");
        next(page);
        page.stall();
        long before = sockets.live.frames();
        for (int i = 0; sockets.live.frames() < before + 1_500; i++) {
            writer.ask("[\"ZINCRBY\",\"a board\"," + (i % 2 == 0 ? "1000" : "-1000") + ",\"m0" + tail + "\"]");
        }
        score("7777", "last");
        page.read();
        int frames = 1;
        for (String frame = page.next(); !frame.contains("\"last\""); frame = page.next()) {
            frames++;
        }
        page.quiet(100);
        assertTrue(frames < 1_500, "it got every frame, so it was not slow");
    }
}
