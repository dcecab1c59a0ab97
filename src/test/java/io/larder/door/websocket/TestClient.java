package io.larder.door.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket as any client has it, whose messages are taken one by one. */
final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String CLOSED = "closed: ";

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final AtomicInteger messages = new AtomicInteger();
    private boolean eager = true;
    private @Nullable WebSocket socket;

    private TestClient() {}

    static TestClient open(URI address, String... headers) {
        TestClient client = new TestClient();
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Sec-WebSocket-Protocol")) {
                String[] names = headers[i + 1].split(", ");
                builder.subprotocols(names[0], java.util.Arrays.copyOfRange(names, 1, names.length));
            } else {
                builder.header(headers[i], headers[i + 1]);
            }
        }
        client.socket = builder.buildAsync(address, client).join();
        return client;
    }

    /** The status that a handshake is refused with. */
    static int refusal(Runnable handshake) {
        try {
            handshake.run();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
        throw new AssertionError("it was let in");
    }

    private WebSocket socket() {
        return java.util.Objects.requireNonNull(socket);
    }

    /** The subprotocol that the server has chosen. */
    String protocol() {
        return socket().getSubprotocol();
    }

    TestClient send(String text) {
        socket().sendText(text, true).join();
        return this;
    }

    TestClient sendParts(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            socket().sendText(parts[i], i == parts.length - 1).join();
        }
        return this;
    }

    void sendBinary(byte[] bytes) {
        socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message, or {@code closed: CODE REASON}. */
    String next() {
        try {
            String next = seen.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many messages have come, with however many lines. */
    int messages() {
        return messages.get();
    }

    /** Nothing comes for so long. */
    void quiet(long millis) {
        try {
            assertEquals(null, seen.poll(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a message and takes the next one. */
    String ask(String text) {
        return send(text).next();
    }

    /** Reads nothing more until {@link #read}. */
    TestClient stall() {
        eager = false;
        return this;
    }

    /** Reads on. */
    void read() {
        eager = true;
        socket().request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.incrementAndGet();
            // Lines of the Centrifuge protocol may share a message; others have one.
            seen.addAll(part.toString().lines().toList());
            part.setLength(0);
        }
        if (eager) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        seen.add(CLOSED + code + ' ' + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        seen.add(CLOSED + (error instanceof IOException ? "cut off" : error.toString()));
    }

    @Override
    public void close() {
        socket().abort();
    }
}
