package io.larder.security;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Flag;
import io.larder.command.Gate;
import io.larder.command.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers that may only read to commands that only read what they name: no changes, no lists of keys, nothing
 * that is the operator's. A row has to say that it is such a command; one that says nothing is not for them. Keeps
 * users to commands that are for them, which look at the data for what users may.
 */
public final class ReadOnlyGate implements Gate {

    @Override
    public Reply.@Nullable Failure refuse(Call<?> call) {
        Command<?> command = call.command();
        if (allows(call.session().caller(), command)) {
            return null;
        }
        String name = command.name().toLowerCase(Locale.ROOT).replace(' ', '|');
        return new Reply.Failure("NOPERM this user has no permissions to run the '" + name + "' command");
    }

    private static boolean allows(Caller caller, Command<?> command) {
        if (caller.user() != null && !command.is(Flag.FOR_USERS)) {
            return false;
        }
        return caller.mayWrite()
                || isOpen(command) && !command.mayChange() && !command.is(Flag.ENUMERATES) && !command.is(Flag.ADMIN);
    }

    private static boolean isOpen(Command<?> command) {
        return command.is(Flag.READONLY) || command.is(Flag.PUBSUB) || command.is(Flag.HARMLESS);
    }
}
