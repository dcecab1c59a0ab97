package io.larder.engine.chronicle;

import io.larder.command.CommandError;

/**
 * Thrown out of a step that has no place on the disk or in the limit. It is no {@link CommandError}, as a command may
 * take such a one for the refusal of a part that has changed nothing, and go on: here anything may be half done.
 * Nothing of the step is stored; whoever has called for it is told the error.
 */
final class StepRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CommandError error;

    /** Says why. */
    StepRefusedException(CommandError error) {
        super(error.text(), null, false, false);
        this.error = error;
    }

    /** What the caller is told. */
    CommandError error() {
        return error;
    }
}
