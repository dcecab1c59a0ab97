package io.larder.security;

import java.util.concurrent.TimeUnit;

/** Somebody who is not let in, and what to tell them. It carries no stack trace. */
public final class Turned extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why somebody is not let in. */
    public enum Reason {
        /** The token is missing, or none of ours. */
        TOKEN,
        /** The address is not among those that may come in. */
        NETWORK,
        /** Too many wrong tokens came from there. */
        LOCKED,
        /** Too many requests, or connections. */
        OFTEN
    }

    private final Reason reason;
    private final long retrySeconds;
    private final long waitNanos;

    Turned(Reason reason, String text, long retrySeconds) {
        this(reason, text, retrySeconds, TimeUnit.SECONDS.toNanos(retrySeconds));
    }

    Turned(Reason reason, String text, long retrySeconds, long waitNanos) {
        super(text, null, false, false);
        this.reason = reason;
        this.retrySeconds = retrySeconds;
        this.waitNanos = waitNanos;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** After how many seconds to try again; 0 where that would not help. */
    public long retrySeconds() {
        return retrySeconds;
    }

    /** The same in milliseconds, not rounded up to whole seconds. */
    public long retryMillis() {
        return TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
    }

    /** The error text. */
    public String text() {
        String message = getMessage();
        return message == null ? "ERR" : message;
    }
}
