package io.larder.command;

import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name for logs, never a secret
 * @param mayWrite whether commands that change or enumerate data are open to them
 * @param user the user that they are, where they may do no more than that user, and only what the data lets users do;
 *     empty for a user without a name, null for whoever is not limited in this way
 */
public record Caller(
        String name, boolean mayWrite, @Nullable String user) {

    /** A caller who is no user. */
    public Caller(String name, boolean mayWrite) {
        this(name, mayWrite, null);
    }

    /** A user, who is known by an id that somebody else has vouched for. */
    public static Caller user(String id) {
        return new Caller("user", true, id);
    }
}
