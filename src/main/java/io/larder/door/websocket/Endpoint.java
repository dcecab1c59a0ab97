package io.larder.door.websocket;

import io.larder.command.CommandError;
import io.larder.door.codec.BadRequest;

/** What is behind a path. */
public interface Endpoint {

    /** The path. A segment {@code *} stands for any. */
    String path();

    /** Whether the token comes with the request; else the protocol itself has it, and anyone may connect. */
    default boolean admits() {
        return true;
    }

    /** Whether nothing else is at the path; else requests for something else than a WebSocket go on to that. */
    default boolean alone() {
        return true;
    }

    /** The most bytes of a message. */
    int maxMessage();

    /**
     * Looks at a request before it is let in.
     *
     * @throws BadRequest where it is refused
     */
    default void check(Handshake handshake) {}

    /** What a command's refusal is before anybody is let in. */
    static BadRequest refusal(CommandError error) {
        return new BadRequest(error.text().startsWith("NOPERM ") ? 403 : 400, error.text());
    }

    /** Begins with a connection that was let in. Called on its lane. */
    Receiver open(Connection connection, Handshake handshake);
}
