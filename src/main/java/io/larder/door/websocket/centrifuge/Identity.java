package io.larder.door.websocket.centrifuge;

import io.larder.command.Caller;
import io.larder.security.Claims;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected.
 *
 * @param user the user, empty for nobody in particular
 * @param info JSON on one line that others may see, or null
 * @param caller what commands they may run; of a user, what is run for them where a channel's settings allow it
 * @param rank where their rights come from
 * @param expiresAt when the connection ends, in milliseconds since 1970; 0 for never
 * @param channels the channels that they are subscribed to by themselves
 */
record Identity(
        String user,
        @Nullable String info,
        Caller caller,
        Rank rank,
        long expiresAt,
        Map<String, Claims.Grant> channels) {

    /** As whom they run commands of their own, and their requests count: a user is that user and nobody else. */
    Caller self() {
        return rank == Rank.USER ? Caller.user(user) : caller;
    }

    /** Where rights come from. */
    enum Rank {
        /** A token of Larder's own: whoever has it could as well run commands. */
        TOKEN,
        /** Larder has no token, so it is open to everyone. */
        ANYONE,
        /** A JWT: what channels allow their users. */
        USER
    }
}
