package io.larder.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes in, and how often. The time is what the test says it is. */
class ReceptionTest {

    private static final String TOKEN = "t0ken";
    private static final String READ = "read";

    private long now = 1;

    private Reception reception(int perAddress, int perToken, int connections, int guesses) {
        return new Reception(
                new Tokens(TOKEN, READ),
                new Admittance(
                        List.of(),
                        List.of(),
                        List.of(Network.of("10.0.0.0/8")),
                        perAddress,
                        perToken,
                        connections,
                        connections,
                        guesses,
                        Duration.ofSeconds(60),
                        100),
                () -> now);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Visitor from(String address) {
        return new Visitor(address(address));
    }

    private static byte @Nullable [] bytes(@Nullable String token) {
        return token == null ? null : token.getBytes(UTF_8);
    }

    /** The name of whoever is let in, or why they are not. */
    private static String come(Reception reception, Visitor visitor, @Nullable String token) {
        try {
            return reception.recognize(visitor, bytes(token)).name();
        } catch (Turned turned) {
            return turned.reason().name();
        }
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void whoGuessesIsLockedOutForLongerAndLonger() {
        Reception reception = reception(0, 0, 0, 3);
        Visitor guesser = from("192.0.2.1");
        assertEquals("TOKEN", come(reception, guesser, "a"));
        assertEquals("TOKEN", come(reception, guesser, "b"));
        assertEquals("TOKEN", come(reception, guesser, "c"));
        for (int seconds = 1; seconds <= 32; seconds *= 2) {
            assertEquals("LOCKED", come(reception, guesser, "d"));
            // Also the right one: else it would be found out.
            assertEquals("LOCKED", come(reception, guesser, TOKEN));
            pass(seconds * 1_000 - 1);
            assertEquals("LOCKED", come(reception, guesser, TOKEN));
            pass(1);
            assertEquals("TOKEN", come(reception, guesser, "guess " + seconds));
        }
        pass(60_000);
        assertEquals("owner", come(reception, guesser, TOKEN));
    }

    @Test
    void nobodyIsLockedOutForGood() {
        Reception reception = reception(0, 0, 0, 1);
        for (int i = 0; i < 100; i++) {
            assertEquals("TOKEN", come(reception, from("192.0.2.1"), "guess " + i));
            Turned turned = assertThrows(Turned.class, () -> reception.recognize(from("192.0.2.1"), bytes("another")));
            assertTrue(turned.retrySeconds() <= 60, () -> turned.retrySeconds() + " s");
            assertEquals(
                    "ERR too many wrong tokens came from this address. Try again in " + turned.retrySeconds() + " s",
                    turned.text());
            pass(60_000);
        }
    }

    /** Half of an address of IPv6 is one: the other half is its owner's to choose. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 192.0.2.2",
        "192.0.2.1, 192.0.2.1, 2001:db8::1",
        "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, 2001:db8:0:2::1"
    })
    void otherAddressesAreNotLockedOut(String guesser, String same, String other) {
        Reception reception = reception(0, 0, 0, 1);
        assertEquals("TOKEN", come(reception, from(guesser), "a"));
        assertEquals("LOCKED", come(reception, from(same), TOKEN));
        assertEquals("owner", come(reception, from(other), TOKEN));
        assertEquals("reader", come(reception, from(other), READ));
    }

    /** As with many behind one address, or a proxy that nobody has told us of. */
    @Test
    void whoseTokenWasRightBeforeIsLetInWhileOthersAreLockedOut() {
        Reception reception = reception(0, 0, 0, 1);
        assertEquals("owner", come(reception, from("192.0.2.1"), TOKEN));
        assertEquals("TOKEN", come(reception, from("192.0.2.1"), "a"));
        assertEquals("owner", come(reception, from("192.0.2.1"), TOKEN));
        assertEquals("LOCKED", come(reception, from("192.0.2.1"), READ));
    }

    @Test
    void anOldTokenThatIsSentOverAndOverIsNoGuess() {
        Reception reception = reception(0, 0, 0, 3);
        for (int i = 0; i < 100; i++) {
            assertEquals("TOKEN", come(reception, from("192.0.2.1"), "old"));
            assertEquals("TOKEN", come(reception, from("192.0.2.1"), "older"));
        }
        assertEquals("TOKEN", come(reception, from("192.0.2.1"), "another"));
        assertEquals("LOCKED", come(reception, from("192.0.2.1"), "old"));
    }

    @Test
    void noTokenIsNoGuess() {
        Reception reception = reception(0, 0, 0, 1);
        for (int i = 0; i < 10; i++) {
            assertEquals("TOKEN", come(reception, from("192.0.2.1"), null));
        }
        assertEquals("owner", come(reception, from("192.0.2.1"), TOKEN));
    }

    /** However many come, no more are remembered than the setting says, and it goes on. */
    @Test
    void manyAddressesAreForgottenAgain() {
        Reception reception = reception(5, 5, 5, 1);
        for (int i = 0; i < 100_000; i++) {
            Visitor visitor = from("10.9." + (i >> 8 & 255) + '.' + (i & 255));
            visitor.comesFrom(address(
                    "2001:db8:" + Integer.toHexString(i >> 16) + ':' + Integer.toHexString(i & 0xffff) + "::1"));
            come(reception, visitor, "guess");
        }
        assertEquals("owner", come(reception, from("198.51.100.1"), TOKEN));
    }

    private static String arrive(Reception reception, Visitor visitor, @Nullable String forwarded) {
        try {
            reception.arrives(visitor, forwarded, false);
            return "in";
        } catch (Turned turned) {
            return turned.reason().name();
        }
    }

    @Test
    void anAddressComesAsOftenAsItMay() {
        Reception reception = reception(10, 0, 0, 0);
        assertTrue(reception.asksEverybody());
        Visitor visitor = from("192.0.2.1");
        for (int left = 9; left >= 0; left--) {
            assertEquals("in", arrive(reception, visitor, null));
            assertEquals(new Visitor.Allowance(10, left, 1), visitor.allowance());
        }
        Turned turned = assertThrows(Turned.class, () -> reception.arrives(visitor, null, false));
        assertEquals("ERR max requests per second from this address exceeded. Limit: 10", turned.text());
        assertEquals(1, turned.retrySeconds());
        assertEquals("in", arrive(reception, from("192.0.2.2"), null));
        pass(100);
        assertEquals("in", arrive(reception, from("192.0.2.1"), null));
        assertEquals("OFTEN", arrive(reception, from("192.0.2.1"), null));
    }

    @Test
    void whoIsBehindAProxyIsCountedByItself() {
        Reception reception = reception(1, 0, 0, 0);
        Visitor proxy = from("10.0.0.1");
        assertEquals("in", arrive(reception, proxy, "203.0.113.1"));
        assertEquals("OFTEN", arrive(reception, proxy, "1.2.3.4, 203.0.113.1"));
        assertEquals("in", arrive(reception, proxy, "203.0.113.2"));
        // From elsewhere the header is nobody's word.
        assertEquals("in", arrive(reception, from("192.0.2.1"), "203.0.113.3"));
        assertEquals("OFTEN", arrive(reception, from("192.0.2.1"), "203.0.113.4"));
    }

    @Test
    void aTokenComesAsOftenAsItMay() {
        Reception reception = reception(0, 2, 0, 0);
        assertFalse(reception.recognize(from("192.0.2.1"), bytes(READ)).mayWrite());
        Visitor visitor = from("192.0.2.1");
        assertEquals("owner", come(reception, visitor, TOKEN));
        assertNotNull(visitor.allowance());
        assertEquals("owner", come(reception, from("192.0.2.2"), TOKEN));
        assertEquals("OFTEN", come(reception, from("192.0.2.3"), TOKEN));
        assertEquals("reader", come(reception, from("192.0.2.3"), READ));
        pass(500);
        assertEquals("owner", come(reception, from("192.0.2.3"), TOKEN));
        assertNull(from("192.0.2.3").allowance());
    }

    /** On a connection that stays, what comes again counts with what comes anew. */
    @Test
    void whatComesAgainIsCountedAsWell() {
        Reception reception = reception(4, 3, 0, 0);
        Visitor visitor = from("192.0.2.1");
        assertEquals("in", arrive(reception, visitor, null));
        Caller owner = reception.recognize(visitor, bytes(TOKEN));
        reception.comesAgain(visitor, owner);
        reception.comesAgain(visitor, owner);
        Turned token = assertThrows(Turned.class, () -> reception.comesAgain(visitor, owner));
        assertEquals("ERR max requests per second with this token exceeded. Limit: 3", token.text());
        assertTrue(token.retryMillis() >= 333 && token.retryMillis() <= 335, () -> token.retryMillis() + " ms");
        assertEquals("OFTEN", arrive(reception, from("192.0.2.1"), null));
        pass(250);
        reception.comesAgain(visitor, null);
        assertThrows(Turned.class, () -> reception.comesAgain(visitor, null));
    }

    @Test
    void connectionsAreCountedWhileTheyAreThere() {
        Reception reception = reception(0, 0, 2, 0);
        InetAddress address = address("192.0.2.1");
        assertTrue(reception.connects(address));
        assertTrue(reception.connects(address));
        assertFalse(reception.connects(address));
        assertTrue(reception.connects(address("192.0.2.2")));
        reception.disconnected(address);
        assertTrue(reception.connects(address));
        // A proxy's connections are those of many.
        for (int i = 0; i < 10; i++) {
            assertTrue(reception.connects(address("10.0.0.1")));
        }
    }

    @Test
    void connectionsOfATokenAreCounted() {
        Reception reception = reception(0, 0, 2, 0);
        Visitor first = from("192.0.2.1");
        for (int i = 0; i < 5; i++) {
            assertEquals("owner", come(reception, first, TOKEN));
        }
        assertEquals("owner", come(reception, from("192.0.2.2"), TOKEN));
        Visitor third = from("192.0.2.3");
        assertEquals("OFTEN", come(reception, third, TOKEN));
        assertEquals("reader", come(reception, third, READ));
        reception.left(first);
        assertEquals("owner", come(reception, third, TOKEN));
        assertEquals("OFTEN", come(reception, from("192.0.2.4"), TOKEN));
    }

    @Test
    void networksAreKeptToThemselves() {
        Reception reception = new Reception(
                new Tokens(TOKEN, null),
                new Admittance(
                        List.of(Network.of("192.0.2.0/24"), Network.of("2001:db8::/32")),
                        List.of(Network.of("198.51.100.7")),
                        List.of(Network.of("10.0.0.0/8")),
                        0,
                        0,
                        0,
                        0,
                        0,
                        Duration.ofSeconds(1),
                        10),
                () -> now);
        assertTrue(reception.mayConnect(address("192.0.2.9")));
        assertTrue(reception.mayConnect(address("2001:db8::5")));
        assertTrue(reception.mayConnect(address("198.51.100.7")));
        assertTrue(reception.mayConnect(address("10.1.1.1")));
        assertFalse(reception.mayConnect(address("203.0.113.1")));
        assertEquals("in", arrive(reception, from("192.0.2.9"), null));
        assertEquals("NETWORK", arrive(reception, from("198.51.100.7"), null));
        assertEquals("NETWORK", arrive(reception, from("10.1.1.1"), "203.0.113.1"));
        assertEquals("NETWORK", arrive(reception, from("10.1.1.1"), null));
        assertEquals("in", arrive(reception, from("10.1.1.1"), "192.0.2.9"));
        reception.arrives(from("198.51.100.7"), null, true);
        assertThrows(Turned.class, () -> reception.arrives(from("192.0.2.9"), null, true));
    }
}
