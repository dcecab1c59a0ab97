package io.larder.door.websocket;

/**
 * Why a connection is closed.
 *
 * @param code from 1000 on those of RFC 6455, from 3000 on those of the Centrifuge protocol, from 4000 on our own
 * @param reason plain words, never empty, at most 123 bytes of ASCII
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455, section 7.4</a>
 */
public record CloseCode(int code, String reason) {

    /** The service stops. Come again. */
    public static final CloseCode SHUTDOWN = new CloseCode(1001, "shutdown");

    /** Something else than text was sent. */
    public static final CloseCode NOT_TEXT = new CloseCode(1003, "only text messages are taken here");

    /** A message was longer than may be. */
    public static final CloseCode TOO_LARGE = new CloseCode(1009, "message too large");

    /** What was asked for is not to be had. It is not to be tried again. */
    public static final CloseCode REFUSED = new CloseCode(4500, "refused");

    /** More messages came within a second than may. Come again, and send fewer. */
    public static final CloseCode TOO_OFTEN = new CloseCode(1008, "too many messages a second");

    /** The token that it was opened with was taken away. */
    public static final CloseCode WITHDRAWN = new CloseCode(1008, "the token is not valid any more");

    /** Something failed that should not. */
    public static final CloseCode ACCIDENT = new CloseCode(1011, "internal error");

    /** The reader took too long, so that too much waited for it. Come again. */
    public static final CloseCode SLOW = new CloseCode(4008, "too slow: too much was waiting to be read");

    /** A bound is reached, of which the last message tells. Come again. */
    public static final CloseCode TOO_MANY = new CloseCode(4029, "too many views or watchers");

    /** The other side has answered no ping. Come again. */
    public static final CloseCode NO_PONG = new CloseCode(4012, "no pong");
}
