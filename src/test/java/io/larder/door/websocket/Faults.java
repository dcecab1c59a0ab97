package io.larder.door.websocket;

import io.larder.command.Caller;
import org.jspecify.annotations.Nullable;

/** What is behind a path and fails: at once where the query asks for that, else with each message. */
final class Faults implements Endpoint {

    static final String PATH = "/v1/faults";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public int maxMessage() {
        return TestSockets.MAX_MESSAGE;
    }

    @Override
    public Receiver open(Connection connection, Handshake handshake) {
        if (handshake.text("begin") != null) {
            throw new IllegalStateException("as it begins");
        }
        return new Receiver() {
            @Override
            public void received(byte[] text) {
                throw new IllegalStateException("with a message");
            }

            @Override
            public void ended() {
                // Nothing is kept.
            }

            @Override
            public @Nullable Caller caller() {
                return null;
            }
        };
    }
}
