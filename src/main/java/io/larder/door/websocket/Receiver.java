package io.larder.door.websocket;

import io.larder.command.Caller;
import org.jspecify.annotations.Nullable;

/** Who is behind a connection. All calls come on its lane, one at a time. */
public interface Receiver {

    /** A whole message, well-formed UTF-8, within the endpoint's bound. */
    void received(byte[] text);

    /** The connection is gone; nothing can be sent any more. */
    void ended();

    /** Whether messages may share a frame, a line each. */
    default boolean linesShareFrames() {
        return false;
    }

    /** Little or nothing waits to be taken by the other side, where more did before. */
    default void drained() {}

    /**
     * The time for a sign of life has come.
     *
     * @param heard whether the other side has been heard since the last one
     * @return the milliseconds to the next one; 0 for the usual time
     */
    default long beat(Connection connection, boolean heard) {
        if (heard) {
            connection.ping();
        } else {
            connection.close(CloseCode.NO_PONG);
        }
        return 0;
    }

    /** What a connection is closed with when the service stops. */
    default CloseCode farewell() {
        return CloseCode.SHUTDOWN;
    }

    /** What a connection is closed with whose reader does not keep up. */
    default CloseCode slow() {
        return CloseCode.SLOW;
    }

    /** With whose token the connection was opened; null where that was none of the service's own, or not yet. */
    @Nullable
    Caller caller();

    /** What a connection is closed with whose token was taken away. */
    default CloseCode withdrawn() {
        return CloseCode.WITHDRAWN;
    }
}
