package io.larder.door.http;

/** A request that cannot be read: its answer's status and error text. It carries no stack trace. */
final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequest(int status, String text) {
        super(text, null, false, false);
        this.status = status;
    }

    BadRequest(String text) {
        this(400, text);
    }

    int status() {
        return status;
    }

    String text() {
        String message = getMessage();
        return message == null ? "ERR" : message;
    }
}
