package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.websocket.centrifuge.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What ends by itself in the Centrifuge protocol, and what keeps it from ending. Tokens end with a whole second, so
 * those here last three to four.
 */
class CentrifugeExpiryTest {

    private static final String PATH = "/connection/websocket";
    private static final int GRACE = 300;

    /** Longer than a token that was made just now, its grace included. */
    private static final int OUTLASTING = 4_000 + GRACE + 200;

    private TestSockets sockets;
    private TestClient client;

    @BeforeEach
    void open() {
        sockets = new TestSockets(new Patience(20_000, 10_000, 200, GRACE));
        client = sockets.open(PATH);
    }

    @AfterEach
    void close() {
        client.close();
        sockets.close();
    }

    /** A token with these claims that ends so many seconds after the present one. */
    private String token(int seconds, String claims) {
        return sockets.sign("{\"exp\":" + (System.currentTimeMillis() / 1_000 + 1 + seconds) + "," + claims + "}");
    }

    private String connect(String token) {
        return client.ask("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
    }

    private String subscribe(String token) {
        return client.ask("{\"id\":2,\"subscribe\":{\"channel\":\"closed:1\",\"token\":\"" + token + "\"}}");
    }

    private String subscriptionRefreshed(String token) {
        return client.ask("{\"id\":3,\"sub_refresh\":{\"channel\":\"closed:1\",\"token\":\"" + token + "\"}}");
    }

    /** Has somebody else run a command. */
    private void elsewhere(String command) {
        try (TestClient other = sockets.open()) {
            String answer = other.ask(command);
            assertTrue(answer.startsWith("{\"result\":"), answer);
        }
    }

    @Test
    void whoDoesNotConnectIsSentAway() {
        try (TestSockets hasty = new TestSockets(new Patience(20_000, 200, 10_000, GRACE));
                TestClient silent = hasty.open(PATH)) {
            assertEquals("closed: 3502 stale", silent.next());
        }
    }

    /** The clients close it themselves; this is for what is none. */
    @Test
    void whoseTokenWasRefusedIsSentAwayIfItStays() {
        assertTrue(connect(token(-9, "\"sub\":\"ann\"")).contains("\"code\":109,"));
        assertEquals("closed: 3502 stale", client.next());
    }

    @Test
    void aConnectionEndsWithItsToken() {
        String answer = connect(token(3, "\"sub\":\"ann\""));
        assertTrue(answer.matches(".*\"expires\":true,\"ttl\":[34]}}"), answer);
        assertEquals("closed: 3005 connection expired", client.next());
    }

    @Test
    void aConnectionThatIsRefreshedInTimeGoesOn() {
        connect(token(3, "\"sub\":\"ann\""));
        String answer = client.ask("{\"id\":2,\"refresh\":{\"token\":\"" + token(60, "\"sub\":\"ann\"") + "\"}}");
        assertTrue(answer.matches("\\{\"id\":2,\"refresh\":\\{\"expires\":true,\"ttl\":6[01]}}"), answer);
        client.quiet(OUTLASTING);
        assertEquals("{\"id\":3,\"subscribe\":{}}", client.ask("{\"id\":3,\"subscribe\":{\"channel\":\"plain\"}}"));
    }

    /** An error would end the client for good; so it is closed with a code after which it fetches another token. */
    @Test
    void aRefreshWithATokenThatHasEndedComesTooLate() {
        connect(token(60, "\"sub\":\"ann\""));
        client.send("{\"id\":2,\"refresh\":{\"token\":\"" + token(-9, "\"sub\":\"ann\"") + "\"}}");
        assertEquals("closed: 3005 connection expired", client.next());
    }

    @Test
    void aRefreshMakesNobodyElseOfTheUser() {
        connect(token(60, "\"sub\":\"ann\""));
        client.send("{\"id\":2,\"refresh\":{\"token\":\"" + token(60, "\"sub\":\"bob\"") + "\"}}");
        assertEquals("closed: 3500 invalid token", client.next());
    }

    @Test
    void aSubscriptionEndsWithItsToken() {
        connect(token(60, "\"sub\":\"ann\""));
        String answer = subscribe(token(3, "\"sub\":\"ann\",\"channel\":\"closed:1\""));
        assertTrue(answer.matches("\\{\"id\":2,\"subscribe\":\\{\"expires\":true,\"ttl\":[34]}}"), answer);
        assertEquals(
                "{\"push\":{\"channel\":\"closed:1\","
                        + "\"unsubscribe\":{\"code\":2501,\"reason\":\"subscription expired\"}}}",
                client.next());
        elsewhere("[\"PUBLISH\",\"closed:1\",\"not for ann\"]");
        // With another token the client is back on the channel, on the same connection.
        answer = subscribe(token(60, "\"sub\":\"ann\",\"channel\":\"closed:1\""));
        assertTrue(answer.startsWith("{\"id\":2,\"subscribe\":{\"expires\":true,"), answer);
    }

    @Test
    void aSubscriptionThatIsRefreshedInTimeGoesOn() {
        connect(token(60, "\"sub\":\"ann\""));
        subscribe(token(3, "\"sub\":\"ann\",\"channel\":\"closed:1\""));
        String answer = subscriptionRefreshed(token(60, "\"sub\":\"ann\",\"channel\":\"closed:1\""));
        assertTrue(answer.matches("\\{\"id\":3,\"sub_refresh\":\\{\"expires\":true,\"ttl\":6[01]}}"), answer);
        client.quiet(OUTLASTING);
        elsewhere("[\"PUBLISH\",\"closed:1\",\"7\"]");
        assertEquals("{\"push\":{\"channel\":\"closed:1\",\"pub\":{\"data\":7}}}", client.next());
    }

    @Test
    void aSubscriptionIsNotRefreshedByATokenForAnother() {
        connect(token(60, "\"sub\":\"ann\""));
        subscribe(token(60, "\"sub\":\"ann\",\"channel\":\"closed:1\""));
        String denied = "{\"id\":3,\"error\":{\"code\":103,\"message\":\"permission denied\"}}";
        assertEquals(denied, subscriptionRefreshed(token(60, "\"sub\":\"ann\",\"channel\":\"closed:2\"")));
        assertEquals(denied, subscriptionRefreshed(token(60, "\"sub\":\"bob\",\"channel\":\"closed:1\"")));
        client.send("{\"id\":4,\"sub_refresh\":{\"channel\":\"closed:1\",\"token\":\""
                + token(-9, "\"sub\":\"ann\",\"channel\":\"closed:1\"") + "\"}}");
        assertEquals("closed: 3006 subscription expired", client.next());
    }

    /** The epoch of a channel ends where all keys are deleted: what was published before is not to be had. */
    @Test
    void aSubscriptionWhosePlaceIsGoneIsTold() {
        connect(TestSockets.TOKEN);
        client.ask("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
        elsewhere("[\"FLUSHALL\"]");
        elsewhere("[\"PUBLISH\",\"kept:1\",\"1\"]");
        assertEquals(
                "{\"push\":{\"channel\":\"kept:1\","
                        + "\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}}}",
                client.next());
        String answer = client.ask("{\"id\":3,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":9}}");
        assertTrue(answer.startsWith("{\"id\":3,\"subscribe\":{\"recoverable\":true,"), answer);
        assertTrue(answer.contains("\"was_recovering\":true") && !answer.contains("\"recovered\""), answer);
    }

    @Test
    void aConnectionWhosePlaceOnAChannelOfItsTokenIsGoneComesBack() {
        String answer = connect(token(60, "\"sub\":\"ann\",\"channels\":[\"kept:1\"]"));
        assertTrue(answer.contains("\"subs\":{\"kept:1\":{\"recoverable\":true,"), answer);
        elsewhere("[\"FLUSHALL\"]");
        elsewhere("[\"PUBLISH\",\"kept:1\",\"1\"]");
        assertEquals("closed: 3010 insufficient state", client.next());
    }
}
