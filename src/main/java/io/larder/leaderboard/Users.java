package io.larder.leaderboard;

import io.larder.command.CommandError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What users of applications may do on leaderboards: callers who have shown who they are, and nothing else. The
 * definition says it: {@code client_read} lets them read a board, {@code client_submit} lets them submit scores of
 * their own as well. Every other key is refused in the same words, so that they do not learn what there is.
 */
final class Users {

    private static final CommandError NOT_TO_READ =
            new CommandError("NOPERM there is no leaderboard of this name with client_read or client_submit");
    private static final CommandError NOT_TO_SUBMIT =
            new CommandError("NOPERM there is no leaderboard of this name with client_submit");
    private static final CommandError OTHERS =
            new CommandError("NOPERM a user submits scores for one id only: the user's own, the sub of the token");

    private Users() {}

    /** Refuses a user who may not read this board; null is nobody who is limited to this. */
    static void requireReadable(Boards boards, byte[] name, @Nullable String user) {
        if (user == null) {
            return;
        }
        Definition definition = boards.definition(name);
        if (definition == null || !definition.clientRead() && !definition.clientSubmit()) {
            throw NOT_TO_READ;
        }
    }

    /** Refuses a user who may not submit a score of this member to this board. */
    static void requireSubmit(Boards boards, byte[] name, @Nullable String user, byte[] member) {
        if (user == null) {
            return;
        }
        Definition definition = boards.definition(name);
        if (definition == null || !definition.clientSubmit()) {
            throw NOT_TO_SUBMIT;
        }
        if (!Arrays.equals(member, user.getBytes(StandardCharsets.UTF_8))) {
            throw OTHERS;
        }
    }
}
