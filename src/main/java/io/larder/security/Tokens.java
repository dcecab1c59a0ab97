package io.larder.security;

import io.larder.command.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The service's tokens, and whom each of them stands for: one that may do everything, and one that may only read.
 * Without any, everyone may do everything.
 */
public final class Tokens {

    private static final Caller ANYONE = new Caller("anyone", true);
    private static final Caller OWNER = new Caller("owner", true);
    private static final Caller READER = new Caller("reader", false);

    private final byte @Nullable [] full;
    private final byte @Nullable [] readOnly;

    /**
     * The tokens of a service.
     *
     * @param full may do everything; null where the service is open
     * @param readOnly may only read; null where there is none
     * @throws IllegalArgumentException where there is only a token to read with, which would leave nobody to write, or
     *     both are the same
     */
    public Tokens(@Nullable String full, @Nullable String readOnly) {
        if (full == null && readOnly != null) {
            throw new IllegalArgumentException("a token for reading only needs one for writing beside it");
        }
        if (full != null && full.equals(readOnly)) {
            throw new IllegalArgumentException("the token for reading only must differ from the one for writing");
        }
        this.full = full == null ? null : full.getBytes(StandardCharsets.UTF_8);
        this.readOnly = readOnly == null ? null : readOnly.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the service has no token, so that everyone may do everything. */
    public boolean open() {
        return full == null;
    }

    /**
     * Whom a token stands for, or null where it is none of ours. How long this takes says nothing about our tokens.
     *
     * @param token the bytes that came in, or null where none did
     */
    public @Nullable Caller caller(byte @Nullable [] token) {
        if (full == null) {
            return ANYONE;
        }
        if (token == null) {
            return null;
        }
        boolean isFull = MessageDigest.isEqual(token, full);
        boolean isReadOnly = readOnly != null && MessageDigest.isEqual(token, readOnly);
        return isFull ? OWNER : isReadOnly ? READER : null;
    }
}
