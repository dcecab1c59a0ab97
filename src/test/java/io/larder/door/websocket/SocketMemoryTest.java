package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.door.codec.InFlight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What large messages, large answers and long transactions on {@code /v1/ws} hold: all of it is asked for, and given
 * back.
 */
class SocketMemoryTest {

    private static final int ALL = 4 << 20;
    private static final String REFUSED = "\"error\":\"" + InFlight.REFUSAL + "\"}";

    private TestSockets sockets;
    private TestClient client;
    private InFlight.Share others;

    @BeforeEach
    void open() {
        sockets = new TestSockets(ALL, 30_000);
        client = sockets.open();
        others = sockets.inFlight.share();
    }

    @AfterEach
    void close() {
        client.close();
        sockets.close();
    }

    /** An answer is sent a little before what it held is given back. */
    private void nothingIsHeld() throws InterruptedException {
        for (int i = 0; i < 1_000 && sockets.inFlight.used() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, sockets.inFlight.used());
    }

    @Test
    void anAnswerForWhichThereIsNoRoomIsAnError() throws InterruptedException {
        assertTrue(others.take(ALL - 100));
        assertEquals("{\"id\":1," + REFUSED, client.ask("{\"id\":1,\"command\":[\"LARGE\",600000]}"));
        assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
        others.release();
        String answer = client.ask("{\"id\":1,\"command\":[\"LARGE\",600000]}");
        assertEquals(600_000 + "{\"id\":1,\"result\":\"\"}".length(), answer.length());
        nothingIsHeld();
    }

    @Test
    void aLargeMessageWaitsForRoomAndIsRefusedInTheEnd() throws InterruptedException {
        assertTrue(others.take(ALL));
        String message = "{\"id\":2,\"command\":[\"SET\",\"k\",\"" + "x".repeat(99_999) + "\"]}";
        assertEquals("{\"id\":2," + REFUSED, client.ask(message));
        assertEquals("{\"result\":null}", client.ask("[\"GET\",\"k\"]"));
        client.send(message).quiet(200);
        others.release();
        assertEquals("{\"id\":2,\"result\":\"OK\"}", client.next());
        nothingIsHeld();
    }

    @Test
    void longWorkWaitsForRoomToo() throws InterruptedException {
        assertTrue(others.take(ALL));
        client.send("{\"id\":3,\"command\":[\"SLEEP\",1]}").quiet(200);
        others.release();
        assertEquals("{\"id\":3,\"result\":\"slept\"}", client.next());
        nothingIsHeld();
    }

    @Test
    void manyShortWordsCountForMore() throws InterruptedException {
        String refusal = client.ask("[\"DEL\"" + ",1".repeat(100_000) + "]");
        assertTrue(refusal.startsWith("{\"error\":\"ERR so many words at once need more memory"), refusal);
        nothingIsHeld();
    }

    @Test
    void whatIsQueuedForATransactionIsHeldUntilItsEnd() throws InterruptedException {
        client.ask("[\"MULTI\"]");
        String set = "[\"SET\",\"k\",\"" + "x".repeat(40_000) + "\"]";
        for (int i = 0; i < 104; i++) {
            assertEquals("{\"result\":\"QUEUED\"}", client.ask(set));
        }
        assertEquals("{" + REFUSED, client.ask(set));
        assertTrue(client.ask("[\"EXEC\"]").startsWith("{\"error\":\"EXECABORT "));
        nothingIsHeld();
        client.ask("[\"MULTI\"]");
        client.ask(set);
        client.ask(set);
        assertEquals("{\"result\":[\"OK\",\"OK\"]}", client.ask("[\"EXEC\"]"));
        nothingIsHeld();
        client.ask("[\"MULTI\"]");
        client.ask(set);
        client.ask(set);
        assertTrue(sockets.inFlight.used() > 80_000);
        client.close();
        nothingIsHeld();
    }
}
