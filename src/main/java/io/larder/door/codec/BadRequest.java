package io.larder.door.codec;

/** A request that cannot be read: its answer's status and error text. It carries no stack trace. */
public final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** A refusal with the status to answer and the error text. */
    public BadRequest(int status, String text) {
        super(text, null, false, false);
        this.status = status;
    }

    /** A refusal with status 400. */
    public BadRequest(String text) {
        this(400, text);
    }

    /** The status to answer. */
    public int status() {
        return status;
    }

    /** The error text to answer. */
    public String text() {
        String message = getMessage();
        return message == null ? "ERR" : message;
    }
}
