package io.larder.command;

import org.jspecify.annotations.Nullable;

/** Stands before every command, whichever door it came through. */
@FunctionalInterface
public interface Gate {

    /** Why this call may not run, or null where it may. */
    Reply.@Nullable Failure refuse(Call<?> call);
}
