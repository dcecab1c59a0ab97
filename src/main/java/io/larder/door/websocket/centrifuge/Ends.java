package io.larder.door.websocket.centrifuge;

import io.larder.door.websocket.CloseCode;

/**
 * Why connections end. Clients come again after 3000 to 3499 and never after 3500 to 3999; the reason must be plain
 * words, or they mistake the one for the other.
 */
final class Ends {

    static final CloseCode SHUTDOWN = new CloseCode(3001, "shutdown");
    static final CloseCode SERVER_ERROR = new CloseCode(3004, "internal server error");
    static final CloseCode EXPIRED = new CloseCode(3005, "connection expired");
    static final CloseCode SUBSCRIPTION_EXPIRED = new CloseCode(3006, "subscription expired");
    static final CloseCode SLOW = new CloseCode(3008, "slow");
    static final CloseCode INSUFFICIENT_STATE = new CloseCode(3010, "insufficient state");
    static final CloseCode NO_PONG = new CloseCode(3012, "no pong");
    static final CloseCode INVALID_TOKEN = new CloseCode(3500, "invalid token");
    static final CloseCode BAD_REQUEST = new CloseCode(3501, "bad request");
    static final CloseCode STALE = new CloseCode(3502, "stale");

    private Ends() {}

    /** Thrown where a connection is to end. It carries no stack trace. */
    static final class Ending extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient CloseCode why;

        Ending(CloseCode why) {
            super(why.reason(), null, false, false);
            this.why = why;
        }

        CloseCode why() {
            return why;
        }
    }
}
