package io.larder.door.websocket.centrifuge;

/** A command's refusal, with the protocol's own code. It carries no stack trace. */
final class ProtocolError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final ProtocolError INTERNAL = new ProtocolError(100, "internal server error", true);
    static final ProtocolError DENIED = new ProtocolError(103, "permission denied", false);
    static final ProtocolError NO_METHOD = new ProtocolError(104, "method not found", false);
    static final ProtocolError SUBSCRIBED = new ProtocolError(105, "already subscribed", false);
    static final ProtocolError LIMIT = new ProtocolError(106, "limit exceeded", false);
    static final ProtocolError BAD_REQUEST = new ProtocolError(107, "bad request", false);
    static final ProtocolError NOT_AVAILABLE = new ProtocolError(108, "not available", false);
    static final ProtocolError EXPIRED = new ProtocolError(109, "token expired", false);
    static final ProtocolError TOO_MANY = new ProtocolError(111, "too many requests", true);
    static final ProtocolError UNRECOVERABLE = new ProtocolError(112, "unrecoverable position", false);

    private final int code;
    private final boolean temporary;

    private ProtocolError(int code, String message, boolean temporary) {
        super(message, null, false, false);
        this.code = code;
        this.temporary = temporary;
    }

    int code() {
        return code;
    }

    /** Whether the client is to try again. */
    boolean temporary() {
        return temporary;
    }
}
