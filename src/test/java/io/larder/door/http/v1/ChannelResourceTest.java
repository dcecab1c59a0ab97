package io.larder.door.http.v1;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels as resources. Those whose names begin with {@code chat:} keep five messages. */
@QuarkusTest
@Timeout(60)
class ChannelResourceTest extends ResourceTest {

    private static JsonPath publish(String channel, String type, String body, String... headers) {
        Map<String, String> more = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        return given().urlEncodingEnabled(false)
                .contentType(type)
                .headers(more)
                .body(body)
                .post("/v1/channels/" + channel)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath publish(String channel, String body) {
        return publish(channel, "text/plain", body);
    }

    @Test
    void aMessageGetsItsPlace() {
        JsonPath first = publish("chat:1", "one");
        assertEquals(1, first.getInt("offset"));
        assertEquals(8, first.getString("epoch").length());
        assertEquals(0, first.getInt("receivers"));
        assertEquals(2, publish("chat:1", "two").getInt("offset"));
        assertEquals("", publish("plain", "one").getString("epoch"));
        assertEquals(0, publish("plain", "one").getInt("offset"));
    }

    @Test
    void historyShowsWhatWasPublished() {
        publish("chat:1", "application/json", "{\"a\":[1,2.50,12345678901234567890]}");
        publish("chat:1", "plain \"text\"");
        String body = given().get("/v1/channels/chat:1")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(body.contains("\"data\":{\"a\":[1,2.50,12345678901234567890]}"), body);
        given().get("/v1/channels/chat:1")
                .then()
                .body("offset", equalTo(2))
                .body("messages.offset", contains(1, 2))
                .body("messages[1].data", equalTo("plain \"text\""))
                .body("messages[0].time", startsWith("20"));
    }

    @Test
    void historyIsReadInParts() {
        for (int i = 1; i <= 7; i++) {
            publish("chat:1", "m" + i);
        }
        String epoch = given().get("/v1/channels/chat:1").path("epoch");
        given().get("/v1/channels/chat:1").then().body("messages.offset", contains(3, 4, 5, 6, 7));
        given().get("/v1/channels/chat:1?since=4&limit=2").then().body("messages.offset", contains(5, 6));
        given().get("/v1/channels/chat:1?since=6&reverse=true&epoch=" + epoch)
                .then()
                .body("messages.offset", contains(5, 4, 3));
        given().get("/v1/channels/chat:1?limit=0")
                .then()
                .body("messages", hasSize(0))
                .body("offset", equalTo(7));
        given().get("/v1/channels/chat:1?epoch=other").then().statusCode(410).body("code", equalTo("UNRECOVERABLE"));
        given().get("/v1/channels/chat:1?since=x").then().statusCode(400);
        given().get("/v1/channels/plain").then().statusCode(404).body("code", equalTo("NOHISTORY"));
        given().get("/v1/channels/chat:none").then().statusCode(200).body("offset", equalTo(0));
    }

    @Test
    void aRepetitionIsNotPublishedAgain() {
        JsonPath first = publish("chat:1", "text/plain", "one", "Idempotency-Key", "k1");
        JsonPath again = publish("chat:1", "text/plain", "one", "Idempotency-Key", "k1");
        assertEquals(first.getInt("offset"), again.getInt("offset"));
        assertEquals(first.getString("epoch"), again.getString("epoch"));
        given().get("/v1/channels/chat:1").then().body("messages", hasSize(1));
    }

    @Test
    void presenceIsShownWhereItIsKept() {
        given().get("/v1/channels/chat:1/presence").then().statusCode(200).body("size()", equalTo(0));
        given().get("/v1/channels/plain/presence").then().statusCode(404).body("code", equalTo("NOPRESENCE"));
    }

    @Test
    void aStreamBeginsWhereTheChannelIs() throws Exception {
        String epoch = publish("chat:1", "before").getString("epoch");
        try (Events events = new Events("/v1/channels/chat:1")) {
            assertEquals("text/event-stream", events.type());
            assertEquals("retry: 2000", events.next());
            assertEquals("id: " + epoch + ":1", events.next());
            assertEquals(1, publish("chat:1", "now").getInt("receivers"));
            assertEquals("id: " + epoch + ":2|data: now", events.next());
            given().get("/v1/channels").then().body("channel", hasItem("chat:1"));
            run("FLUSHALL");
            String next = publish("chat:1", "new").getString("epoch");
            assertEquals("event: lost|data: {\"channel\":\"chat:1\"}", events.next());
            assertEquals("id: " + next + ":1|data: new", events.next());
        }
    }

    @Test
    void whoComesBackGetsWhatWasMissed() throws Exception {
        String epoch = publish("chat:1", "m1").getString("epoch");
        for (int i = 2; i <= 4; i++) {
            publish("chat:1", "m" + i);
        }
        for (Events events : new Events[] {
            new Events("/v1/channels/chat:1", "Last-Event-ID", epoch + ":2"),
            new Events("/v1/channels/chat:1?since=2"),
            new Events("/v1/channels/chat:1?since=2&epoch=" + epoch),
            new Events("/v1/channels/chat:1?since=0", "Last-Event-ID", epoch + ":2")
        }) {
            try (events) {
                assertEquals("retry: 2000", events.next());
                assertEquals("id: " + epoch + ":2", events.next());
                assertEquals("id: " + epoch + ":3|data: m3", events.next());
                assertEquals("id: " + epoch + ":4|data: m4", events.next());
            }
        }
    }

    @Test
    void whoHasBeenAwayForTooLongIsTold() throws Exception {
        String epoch = publish("chat:1", "m1").getString("epoch");
        for (int i = 2; i <= 8; i++) {
            publish("chat:1", "m" + i);
        }
        for (String last : new String[] {epoch + ":2", "other:8", epoch + ":9", "nonsense", ""}) {
            try (Events events = new Events("/v1/channels/chat:1", "Last-Event-ID", last)) {
                assertEquals("retry: 2000", events.next());
                assertEquals("id: " + epoch + ":8|event: lost|data: {\"channel\":\"chat:1\"}", events.next(), last);
            }
        }
    }

    @Test
    void aChannelWithoutHistoryIsStreamedToo() throws Exception {
        try (Events events = new Events("/v1/channels/plain%2Fone")) {
            assertEquals("retry: 2000", events.next());
            publish("plain%2Fone", "a\nb");
            assertEquals("data: a|data:b", events.next());
        }
        try (Events events = new Events("/v1/channels/plain?since=3")) {
            assertEquals("retry: 2000", events.next());
            assertEquals("event: lost|data: {\"channel\":\"plain\"}", events.next());
        }
    }

    @Test
    void aKeyOfAnotherTypeIsRefused() throws Exception {
        run("SET", "larder:channel:chat:1", "x");
        given().body("m").post("/v1/channels/chat:1").then().statusCode(409).body("code", equalTo("WRONGTYPE"));
        try (Events events = new Events("/v1/channels/chat:1")) {
            assertEquals(409, events.status());
        }
    }
}
