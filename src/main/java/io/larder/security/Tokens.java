package io.larder.security;

import io.larder.command.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service's tokens, and whom each of them stands for: those that may do everything, and those that may only read.
 * Without any, everyone may do everything. They can be changed while the service runs, so that an old and a new token
 * are good side by side until all have the new one.
 */
public final class Tokens {

    private static final Caller ANYONE = new Caller("anyone", true);

    /** A token, and whom it stands for. */
    private record Known(byte[] token, Caller caller) {}

    private volatile Known[] known;

    /**
     * The tokens of a service.
     *
     * @param full may do everything; null where the service is open
     * @param readOnly may only read; null where there is none
     * @throws IllegalArgumentException where {@link #of} does
     */
    public Tokens(@Nullable String full, @Nullable String readOnly) {
        this(known(full == null ? List.of() : List.of(full), readOnly == null ? List.of() : List.of(readOnly)));
    }

    private Tokens(Known[] known) {
        this.known = known;
    }

    /**
     * The tokens of a service.
     *
     * @param full may do everything; none where the service is open
     * @param readOnly may only read
     * @throws IllegalArgumentException where there are only tokens to read with, which would leave nobody to write, or
     *     one is there twice
     */
    public static Tokens of(List<String> full, List<String> readOnly) {
        return new Tokens(known(full, readOnly));
    }

    private static Known[] known(List<String> full, List<String> readOnly) {
        if (full.isEmpty() && !readOnly.isEmpty()) {
            throw new IllegalArgumentException("a token for reading only needs one for writing beside it");
        }
        List<Known> all = new ArrayList<>();
        Set<String> once = new HashSet<>();
        add(all, once, "owner", true, full);
        add(all, once, "reader", false, readOnly);
        return all.toArray(Known[]::new);
    }

    /** Callers are called by the place of their token, as logs must not show anything of the token itself. */
    private static void add(List<Known> all, Set<String> once, String name, boolean mayWrite, List<String> tokens) {
        int place = 0;
        for (String token : tokens) {
            if (token.isEmpty()) {
                throw new IllegalArgumentException("a token must not be empty");
            }
            if (!once.add(token)) {
                throw new IllegalArgumentException("the token for reading only must differ from the one for writing,"
                        + " and each token from all others");
            }
            place++;
            Caller caller = new Caller(place == 1 ? name : name + '-' + place, mayWrite);
            all.add(new Known(token.getBytes(StandardCharsets.UTF_8), caller));
        }
    }

    /**
     * Takes other tokens from now on.
     *
     * @throws IllegalArgumentException as when they are made, or where the service would become open; nothing has
     *     changed
     */
    public void replace(List<String> full, List<String> readOnly) {
        if (full.isEmpty()) {
            throw new IllegalArgumentException("there would be no token");
        }
        known = known(full, readOnly);
    }

    /** Whether the service has no token, so that everyone may do everything. */
    public boolean open() {
        return known.length == 0;
    }

    /**
     * Whom a token stands for, or null where it is none of ours. How long this takes says nothing about our tokens.
     *
     * @param token the bytes that came in, or null where none did
     */
    public @Nullable Caller caller(byte @Nullable [] token) {
        Known[] all = known;
        if (all.length == 0) {
            return ANYONE;
        }
        if (token == null) {
            return null;
        }
        Caller found = null;
        for (Known one : all) {
            // Each is compared, also behind the right one.
            found = MessageDigest.isEqual(token, one.token) ? one.caller : found;
        }
        return found;
    }
}
