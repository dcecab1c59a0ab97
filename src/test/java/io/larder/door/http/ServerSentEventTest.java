package io.larder.door.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ServerSentEventTest {

    @Test
    void fieldsStandOnLinesOfTheirOwn() {
        assertEquals("data: hello\n\n", event(null, null, "hello"));
        assertEquals("id: e:1\nevent: lost\ndata: x\n\n", event("e:1", "lost", "x"));
        assertEquals("id: e:1\n\n", new String(ServerSentEvent.of("e:1", null, null), UTF_8));
        assertEquals(": ping\n\n", new String(ServerSentEvent.comment("ping"), UTF_8));
    }

    /** No line of a message can pass for another message. */
    @Test
    void lineBreaksPartTheData() {
        assertEquals("data: a\ndata:message,b,c\n\n", event(null, null, "a\nmessage,b,c"));
        assertEquals("data: a\ndata:b\ndata:\ndata:c\n\n", event(null, null, "a\r\nb\r\rc"));
        assertEquals("data: a\ndata:  b\n\n", event(null, null, "a\n b"));
        assertEquals("data: \ndata:\n\n", event(null, null, "\n"));
        assertEquals("data:  a\n\n", event(null, null, " a"));
    }

    @Test
    void whatIsNoTextBecomesSome() {
        byte[] bytes = {'a', (byte) 0xff, 'b'};
        assertEquals("data: a\ufffdb\n\n", new String(ServerSentEvent.of(null, null, bytes), UTF_8));
    }

    private static String event(String id, String name, String data) {
        return new String(ServerSentEvent.of(id, name, data.getBytes(UTF_8)), UTF_8);
    }
}
