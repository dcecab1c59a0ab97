package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Live leaderboards without a WebSocket, on the path that is one too. */
@QuarkusTest
@Timeout(60)
class LeaderboardLiveResourceTest extends ResourceTest {

    private static final String PATH = "/v1/leaderboards/a%20board/live";
    private static final String ANN = "{\"id\":\"ann\",\"score\":120,\"rank\":1,\"position\":1}";

    @BeforeEach
    void play() {
        run("ZADD", "a board", 120, "ann", 90, "bob");
    }

    /** An event as its id, after the epoch, and its data. */
    private record Event(String epoch, long seq, String data) {

        static Event of(String text) {
            assertTrue(text.matches("id: \\w+:\\d+\\|data: \\{.*}"), text);
            String[] id = text.substring(4, text.indexOf('|')).split(":");
            return new Event(id[0], Long.parseLong(id[1]), text.substring(text.indexOf('|') + 7));
        }
    }

    private static Event next(Events events) throws Exception {
        return Event.of(events.next());
    }

    private static Events follow(String query, String... headers) throws Exception {
        Events events = new Events(PATH + query, headers);
        assertEquals("retry: 2000", events.next());
        return events;
    }

    @Test
    void whoAsksOnceIsShownWhatThereIs() {
        given().urlEncodingEnabled(false)
                .get(PATH + "?top=1")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("snapshot"))
                .body("total", equalTo(2))
                .body(containsString("\"entries\":[" + ANN + "]"));
        given().urlEncodingEnabled(false).head(PATH).then().statusCode(200);
        given().urlEncodingEnabled(false)
                .get("/v1/leaderboards/nobody/live?around=ann")
                .then()
                .statusCode(200)
                .body("missing", equalTo(true));
    }

    @Test
    void aStreamHasTheFramesOfTheSocket() throws Exception {
        try (Events events = follow("?top=2")) {
            Event first = next(events);
            assertEquals(
                    "{\"type\":\"snapshot\",\"board\":\"a board\",\"epoch\":\"" + first.epoch() + "\",\"seq\":"
                            + first.seq() + ",\"total\":2,\"entries\":[" + ANN
                            + ",{\"id\":\"bob\",\"score\":90,\"rank\":2,\"position\":2}]}",
                    first.data());
            run("ZADD", "a board", 130, "bob");
            Event second = next(events);
            assertEquals(first.epoch(), second.epoch());
            assertEquals(first.seq() + 1, second.seq());
            assertTrue(second.data().startsWith("{\"type\":\"update\",\"seq\":" + second.seq()), second.data());
            assertTrue(second.data().contains("\"previous_position\":2"), second.data());
        }
    }

    @Test
    void whoComesBackGoesOnWhereItWas() throws Exception {
        Event last;
        try (Events events = follow("?members=ann")) {
            last = next(events);
        }
        run("ZADD", "a board", 121, "ann");
        String id = last.epoch() + ":" + last.seq();
        for (Events events : new Events[] {
            follow("?members=ann", "Last-Event-ID", id),
            follow("?members=ann&since=" + last.seq() + "&epoch=" + last.epoch()),
            follow("?members=ann&since=77&epoch=x", "Last-Event-ID", id)
        }) {
            try (events) {
                Event again = next(events);
                assertTrue(again.data().startsWith("{\"type\":\"resumed\""), again.data());
                assertEquals(last.seq(), again.seq());
                Event missed = next(events);
                assertEquals(last.seq() + 1, missed.seq());
                assertTrue(missed.data().contains("\"score\":121"), missed.data());
            }
        }
        for (String other : new String[] {"other:" + last.seq(), last.epoch() + ":99", "nonsense", ""}) {
            try (Events events = follow("?members=ann", "Last-Event-ID", other)) {
                String data = next(events).data();
                assertTrue(data.startsWith("{\"type\":\"snapshot\"") && data.contains("\"score\":121"), data);
            }
        }
    }

    @Test
    void whatIsNoViewIsRefused() throws Exception {
        for (String query :
                new String[] {"?top=0", "?top=x", "?top=101", "?top=1&around=ann", "?order=up", "?since=x&epoch=e"}) {
            given().urlEncodingEnabled(false).get(PATH + query).then().statusCode(400);
            try (Events events = new Events(PATH + query)) {
                assertEquals(400, events.status(), query);
            }
        }
        given().post(PATH).then().statusCode(405);
    }

    /** The same path becomes a WebSocket for who asks for one. */
    @Test
    void aSocketIsStillOne() throws Exception {
        CompletableFuture<String> frame = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + RestAssured.port + PATH + "?top=1"), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                frame.complete(data.toString());
                                return null;
                            }
                        })
                .join();
        assertTrue(frame.get(10, TimeUnit.SECONDS).startsWith("{\"type\":\"snapshot\",\"board\":\"a board\""));
        socket.abort();
    }

    /** Nobody gets past the token by asking for a WebSocket where there is none. */
    @Test
    void anUpgradeOfAnotherPathIsNoResource() {
        given().header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .get("/v1/keys/a")
                .then()
                .statusCode(404);
    }
}
