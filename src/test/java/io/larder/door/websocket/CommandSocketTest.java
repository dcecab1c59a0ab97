package io.larder.door.websocket;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/ws} as a client sees it. */
class CommandSocketTest {

    private TestSockets sockets;
    private TestClient client;

    @BeforeEach
    void open() {
        sockets = new TestSockets();
        client = sockets.open();
    }

    @AfterEach
    void close() {
        client.close();
        sockets.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":7,\"command\":[\"SET\",\"k\",\"v\"]}|{\"id\":7,\"result\":\"OK\"}",
                "[\"SET\",\"k\",\"v\"]|{\"result\":\"OK\"}",
                " [ \"ECHO\" , 1.50 ] |{\"result\":\"1.50\"}",
                "{\"command\":[\"ECHO\",\"ü\"],\"id\":\"a\\u00e4\"}|{\"id\":\"a\\u00e4\",\"result\":\"ü\"}",
                "{\"id\":1e3,\"x\":{\"y\":[1]},\"command\":[\"ECHO\",\"v\"]}|{\"id\":1e3,\"result\":\"v\"}",
                "{\"id\":-0.10 ,\"command\":[\"ECHO\",true]}|{\"id\":-0.10,\"result\":\"true\"}",
                "{\"id\":1,\"command\":[\"NOPE\"]}"
                        + "|{\"id\":1,\"error\":\"ERR unknown command 'NOPE', with args beginning with: \"}",
                "{\"id\":1,\"command\":[\"CRASH\"]}|{\"id\":1,\"error\":\"ERR internal error\"}",
                "{\"id\":1,\"command\":[\"LPUSH\",\"l\",\"a\",\"b\"]}|{\"id\":1,\"result\":2}",
                "{\"id\":1,\"command\":[\"CONFIRM\"]}"
                        + "|{\"id\":1,\"result\":[[\"subscribe\",\"a\",1],[\"subscribe\",\"b\",2]]}",
                "{\"id\":1,\"command\":[[\"SET\"]]}|{\"id\":1,\"error\":\"ERR failed to parse the request: "
                        + "an argument must be a string, a number or a boolean, at byte 1\"}",
                "{\"command\":{},\"id\":5}|{\"id\":5,\"error\":\"ERR the command must be a JSON array\"}",
                "{\"id\":null,\"command\":[\"PING\"]}|{\"error\":\"ERR an id is a string or a number\"}",
                "{\"id\":5}|{\"id\":5,\"error\":\"ERR a message is a command, [\\\"SET\\\",\\\"k\\\",\\\"v\\\"], "
                        + "or {\\\"id\\\":1,\\\"command\\\":[…]}\"}",
                "{\"id\":5,|{\"error\":\"ERR failed to parse the message: it is not JSON\"}",
                "{\"command\":[\"PING\"]} x|{\"error\":\"ERR failed to parse the message: it is not JSON\"}",
                "hello|{\"error\":\"ERR failed to parse the request: the body must be a JSON array, at byte 0\"}"
            })
    void aMessageIsAnsweredByAMessage(String message, String answer) {
        assertEquals(answer, client.ask(message));
        // Whatever it was, the connection lives.
        assertEquals("{\"result\":\"PONG\"}", client.ask("[\"PING\"]"));
    }

    @Test
    void answersComeInTheOrderOfTheCommands() {
        client.send("{\"id\":1,\"command\":[\"SLEEP\",200]}")
                .send("{\"id\":2,\"command\":[\"PING\"]}")
                .send("{\"id\":3,\"command\":[\"SLEEP\",1]}")
                .send("{\"id\":4,\"command\":[\"PING\"]}");
        assertEquals("{\"id\":1,\"result\":\"slept\"}", client.next());
        assertEquals("{\"id\":2,\"result\":\"PONG\"}", client.next());
        assertEquals("{\"id\":3,\"result\":\"slept\"}", client.next());
        assertEquals("{\"id\":4,\"result\":\"PONG\"}", client.next());
    }

    @Test
    void manyMessagesAtOnceAreAllAnswered() {
        for (int i = 0; i < 3_000; i++) {
            client.send("{\"id\":" + i + ",\"command\":[\"" + (i % 500 == 0 ? "SLEEP\",1" : "ECHO\",\"e\"") + "]}");
        }
        for (int i = 0; i < 3_000; i++) {
            assertTrue(client.next().startsWith("{\"id\":" + i + ','), "answer " + i);
        }
    }

    @Test
    void transactionsLastOverMessages() {
        TestClient other = sockets.open();
        client.ask("[\"WATCH\",\"k\"]");
        client.ask("[\"MULTI\"]");
        assertEquals("{\"id\":1,\"result\":\"QUEUED\"}", client.ask("{\"id\":1,\"command\":[\"INCR\",\"k\"]}"));
        assertEquals("{\"result\":[1]}", client.ask("[\"EXEC\"]"));
        client.ask("[\"WATCH\",\"k\"]");
        client.ask("[\"MULTI\"]");
        client.ask("[\"INCR\",\"k\"]");
        other.ask("[\"SET\",\"k\",\"5\"]");
        assertEquals("{\"result\":null}", client.ask("[\"EXEC\"]"));
        other.close();
    }

    @Test
    void soManyKeysAreWatchedAndNoMore() {
        String limit = "ERR max watched keys of a connection exceeded. Limit: 10000 keys, 1048576 bytes";
        for (int i = 0; i < 10_000; i += 40) {
            String keys =
                    IntStream.range(i, i + 40).mapToObj(n -> ",\"k" + n + '"').collect(joining());
            assertEquals("{\"result\":\"OK\"}", client.ask("[\"WATCH\"" + keys + "]"));
        }
        assertEquals("{\"result\":\"OK\"}", client.ask("[\"WATCH\",\"k0\"]"));
        assertEquals("{\"error\":\"" + limit + "\"}", client.ask("[\"WATCH\",\"another\"]"));
        client.ask("[\"UNWATCH\"]");
        for (int i = 0; i < 1_024; i++) {
            String key = "x".repeat(1_020) + (1_000 + i);
            assertEquals("{\"result\":\"OK\"}", client.ask("[\"WATCH\",\"" + key + "\"]"));
        }
        assertEquals("{\"error\":\"" + limit + "\"}", client.ask("[\"WATCH\",\"another\"]"));
    }

    @Test
    void pushesComeByThemselves() {
        assertEquals("{\"id\":1,\"result\":\"OK\"}", client.ask("{\"id\":1,\"command\":[\"PUSHES\",2,\"he\\\"llo\"]}"));
        assertEquals("{\"push\":[\"message\",\"chat\",\"he\\\"llo\"]}", client.next());
        assertEquals("{\"push\":[\"message\",\"chat\",\"he\\\"llo\"]}", client.next());
    }

    @Test
    void bytesGoBothWaysInBase64() {
        TestClient bytes = sockets.open(CommandSocket.PATH + "?encoding=base64&_token=t0ken%2F%2B%3D");
        assertEquals("{\"result\":\"OK\"}", bytes.ask("[\"SET\",\"aw==\",\"/wA=\"]"));
        assertEquals("{\"id\":1,\"result\":\"/wA=\"}", bytes.ask("{\"id\":1,\"command\":[\"GET\",\"aw==\"]}"));
        assertEquals("{\"result\":\"\\ufffd\\u0000\"}", client.ask("[\"GET\",\"k\"]"));
        assertEquals("{\"error\":\"ERR argument 1 is not base64\"}", bytes.ask("[\"GET\",\"k\"]"));
        bytes.send("[\"PUSHES\",\"MQ==\",\"/w==\"]").next();
        assertEquals("{\"push\":[\"bWVzc2FnZQ==\",\"Y2hhdA==\",\"/w==\"]}", bytes.next());
        bytes.close();
    }

    @Test
    void aMessageMayComeInPieces() {
        assertEquals(
                "{\"result\":\"abc\"}",
                client.sendParts("[\"EC", "HO\",\"a", "bc\"]").next());
    }

    @Test
    void whatIsTooLargeClosesWithAReason() {
        client.send("[\"ECHO\",\"" + "x".repeat(TestSockets.MAX_MESSAGE) + "\"]");
        assertEquals("closed: 1009 message too large", client.next());
    }

    @Test
    void piecesThatAreTooLargeTogetherCloseToo() {
        String half = "x".repeat(TestSockets.MAX_MESSAGE / 2);
        // With the last piece: whoever sends another may find the connection closed.
        client.sendParts("[\"ECHO\",\"" + half, half + "\"]");
        assertEquals("closed: 1009 message too large", client.next());
    }

    @Test
    void binaryMessagesCloseWithAReason() {
        client.sendBinary(new byte[] {1, 2});
        assertEquals("closed: 1003 only text messages are taken here", client.next());
    }

    @Test
    void anAnswerMayBeLargerThanTheQueue() {
        String answer = client.ask("[\"LARGE\",1000000]");
        assertEquals(1_000_013, answer.length());
        String refused = client.ask("{\"id\":1,\"command\":[\"LARGE\",5000000]}");
        assertEquals("{\"id\":1,\"error\":\"ERR max response size exceeded. Limit: 4194304 bytes\"}", refused);
    }

    /** A client that asks and does not read is not read from, and loses nothing. */
    @Test
    void whoDoesNotReadAnswersIsNotReadFrom() {
        client.stall();
        for (int i = 0; i < 40; i++) {
            client.send("{\"id\":" + i + ",\"command\":[\"LARGE\",400000]}");
        }
        client.read();
        for (int i = 0; i < 40; i++) {
            assertTrue(client.next().startsWith("{\"id\":" + i + ","));
        }
    }

    /** What the systems of both sides take is megabytes, so it takes many pushes to fill them. */
    @Test
    void aSlowReaderIsClosed() {
        client.stall();
        String text = "x".repeat(3_000) + ThreadLocalRandom.current().nextInt();
        client.send("[\"PUSHES\",20000,\"" + text + "\"]");
        String last = "";
        client.read();
        while (!last.startsWith("closed: ")) {
            last = client.next();
        }
        assertEquals("closed: 4008 too slow: too much was waiting to be read", last);
    }
}
