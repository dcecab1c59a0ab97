package io.larder.security;

import io.larder.command.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The service's tokens, and whom each of them stands for: those that may do everything, and those that may only read.
 * Without any, everyone may do everything. They can be changed while the service runs, so that an old and a new token
 * are good side by side until all have the new one.
 *
 * <p>Callers are called by the place of their token, as logs must not show anything of the token itself. A token that
 * stays keeps its caller, and a new one gets a caller that there never was: so a caller is known for as long as their
 * token counts.
 */
public final class Tokens {

    private static final Caller ANYONE = new Caller("anyone", true);

    /** A token, and whom it stands for. */
    private record Known(byte[] token, Caller caller) {}

    private final Names owners = new Names("owner", true);
    private final Names readers = new Names("reader", false);
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Known[] known = {};

    /**
     * The tokens of a service.
     *
     * @param full may do everything; null where the service is open
     * @param readOnly may only read; null where there is none
     * @throws IllegalArgumentException where {@link #of} does
     */
    public Tokens(@Nullable String full, @Nullable String readOnly) {
        this(full == null ? List.of() : List.of(full), readOnly == null ? List.of() : List.of(readOnly));
    }

    private Tokens(List<String> full, List<String> readOnly) {
        require(full, readOnly);
        known = known(full, readOnly);
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
        return new Tokens(full, readOnly);
    }

    private static void require(List<String> full, List<String> readOnly) {
        if (full.isEmpty() && !readOnly.isEmpty()) {
            throw new IllegalArgumentException("a token for reading only needs one for writing beside it");
        }
        Set<String> once = new HashSet<>();
        for (List<String> tokens : List.of(full, readOnly)) {
            for (String token : tokens) {
                if (token.isEmpty()) {
                    throw new IllegalArgumentException("a token must not be empty");
                }
                if (!once.add(token)) {
                    throw new IllegalArgumentException("the token for reading only must differ from the one for"
                            + " writing, and each token from all others");
                }
            }
        }
    }

    private Known[] known(List<String> full, List<String> readOnly) {
        List<Known> all = new ArrayList<>();
        full.forEach(token -> all.add(known(token, owners)));
        readOnly.forEach(token -> all.add(known(token, readers)));
        return all.toArray(Known[]::new);
    }

    private Known known(String text, Names names) {
        byte[] token = text.getBytes(StandardCharsets.UTF_8);
        for (Known one : known) {
            if (one.caller.mayWrite() == names.mayWrite && MessageDigest.isEqual(one.token, token)) {
                return one;
            }
        }
        return new Known(token, names.next());
    }

    /**
     * Takes other tokens from now on.
     *
     * @throws IllegalArgumentException as when they are made, or where the service would become open; nothing has
     *     changed
     */
    public synchronized void replace(List<String> full, List<String> readOnly) {
        if (full.isEmpty()) {
            throw new IllegalArgumentException("there would be no token");
        }
        require(full, readOnly);
        known = known(full, readOnly);
        watchers.forEach(Runnable::run);
    }

    /** Has {@code look} run behind each {@link #replace}: whoever holds something open asks whether it may stay. */
    public void atChange(Runnable look) {
        watchers.add(look);
    }

    /** Whether the token of a caller still counts. Whoever came in without one of ours does not depend on them. */
    public boolean knows(Caller caller) {
        Known[] all = known;
        if (all.length == 0 || caller.user() != null) {
            return true;
        }
        for (Known one : all) {
            if (one.caller.equals(caller)) {
                return true;
            }
        }
        return false;
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

    /** Names of callers, each given once. */
    private static final class Names {
        private final String name;
        private final boolean mayWrite;
        private int given;

        Names(String name, boolean mayWrite) {
            this.name = name;
            this.mayWrite = mayWrite;
        }

        Caller next() {
            given++;
            return new Caller(given == 1 ? name : name + '-' + given, mayWrite);
        }
    }
}
