package io.larder.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rows of one file, in the order in which they stand there.
 *
 * @param <T> what the commands run on
 */
public final class Family<T> {

    private final Class<T> target;
    private final Group group;
    private final List<Command<T>> rows = new ArrayList<>();

    /** A family of commands on {@code target}. */
    public Family(Class<T> target, Group group) {
        this.target = target;
        this.group = group;
    }

    /** Begins a row, which is in the family once its {@link Command.Row#runs} is said. */
    public Command.Row<T> command(String name) {
        return new Command.Row<>(this, name);
    }

    /** The rows. */
    public List<Command<T>> rows() {
        return Collections.unmodifiableList(rows);
    }

    Class<T> target() {
        return target;
    }

    Group group() {
        return group;
    }

    void add(Command<T> row) {
        rows.add(row);
    }
}
