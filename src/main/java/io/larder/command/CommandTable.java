package io.larder.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All rows, found by name, and the engines that carry them out.
 *
 * <p>Making a row takes the JVM a quarter of a millisecond, most of it for the class of its lambda, and there are
 * hundreds. So those that are hardly the first to be asked for can be left until one of them is, or all are: see
 * {@link #complete}.
 */
public final class CommandTable {

    private static final int SHOWN_ARGUMENTS = 128;

    private volatile CommandRows rows;
    private volatile @Nullable Supplier<? extends Collection<? extends Family<?>>> rest;
    private volatile Binding[] bindings = {};

    private record Binding(Class<?> target, Engine<?> engine) {}

    /** A table of these families' rows. */
    public CommandTable(Collection<? extends Family<?>> families) {
        rows = CommandRows.EMPTY.with(families);
    }

    /**
     * A table of these families' rows, and of more that are made when they are needed. All rows of a container are
     * among the same.
     */
    public CommandTable(
            Collection<? extends Family<?>> families, Supplier<? extends Collection<? extends Family<?>>> rest) {
        this(families);
        this.rest = rest;
    }

    /** Makes all rows that are not there yet. Any thread may call it, at any time. */
    public void complete() {
        all();
    }

    private CommandRows all() {
        if (rest != null) {
            synchronized (this) {
                Supplier<? extends Collection<? extends Family<?>>> families = rest;
                if (families != null) {
                    rows = rows.with(families.get());
                    rest = null;
                }
            }
        }
        return rows;
    }

    /** Has the commands on {@code target} carried out by {@code engine}. */
    public <T> CommandTable bind(Class<T> target, Engine<T> engine) {
        List<Binding> more = new ArrayList<>(List.of(bindings));
        more.removeIf(binding -> binding.target == target);
        // What was bound first is what most commands run on, so it stays in front.
        more.add(new Binding(target, engine));
        bindings = more.toArray(Binding[]::new);
        return this;
    }

    /** The rows in the order of their names. */
    public Collection<Command<?>> rows() {
        return all().values();
    }

    /** The row of this name in either case, a subcommand's two words parted by a space or {@code |}. */
    public @Nullable Command<?> row(String name) {
        return all().get(name.toUpperCase(Locale.ROOT).replace('|', ' '));
    }

    /** The engine of a row. */
    @SuppressWarnings("unchecked")
    <T> Engine<T> engine(Command<T> row) {
        // A few targets: comparing them is quicker than any map, and this is asked for every command.
        for (Binding binding : bindings) {
            if (binding.target == row.target()) {
                return (Engine<T>) binding.engine;
            }
        }
        throw new IllegalStateException("nothing is bound to " + row.target().getName());
    }

    /**
     * The row that the words begin with, checked for their number.
     *
     * @throws CommandError where there is none, or the number is wrong
     */
    public Command<?> find(byte[][] words) {
        Command<?> row = named(words);
        requireFit(row, words.length);
        return row;
    }

    /**
     * The row that the words begin with.
     *
     * @throws CommandError where there is none
     */
    Command<?> named(byte[][] words) {
        if (words.length == 0) {
            throw new CommandError("ERR empty command");
        }
        CommandRows known = rows;
        Command<?> row = known.get(words[0]);
        if (row == null) {
            known = all();
            row = known.get(words[0]);
        }
        if (row == null || words.length > 1 && known.hasContainers()) {
            row = subcommand(known, row, words);
        }
        return row;
    }

    /**
     * Checks the number of words.
     *
     * @throws CommandError where it is wrong
     */
    void requireFit(Command<?> row, int count) {
        if (!row.fits(count)) {
            throw CommandError.wrongNumber(row.name().toLowerCase(Locale.ROOT).replace(' ', '|'));
        }
    }

    private static Command<?> subcommand(CommandRows rows, @Nullable Command<?> row, byte[][] words) {
        if (row != null && !rows.isContainer(row.name())) {
            return row;
        }
        String container = new String(words[0], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        if (!rows.isContainer(container)) {
            throw unknown(words);
        }
        if (words.length == 1) {
            throw CommandError.wrongNumber(container.toLowerCase(Locale.ROOT));
        }
        String name = new String(words[1], StandardCharsets.UTF_8);
        Command<?> found = rows.get(container + ' ' + name.toUpperCase(Locale.ROOT));
        if (found == null) {
            throw new CommandError("ERR unknown subcommand '" + cut(name) + "'. Try " + container + " HELP.");
        }
        return found;
    }

    private static CommandError unknown(byte[][] words) {
        StringBuilder shown = new StringBuilder();
        for (int i = 1; i < words.length && shown.length() < SHOWN_ARGUMENTS; i++) {
            String word = new String(words[i], StandardCharsets.UTF_8);
            int room = SHOWN_ARGUMENTS - shown.length();
            shown.append('\'').append(word, 0, Math.min(word.length(), room)).append("' ");
        }
        return new CommandError("ERR unknown command '" + cut(new String(words[0], StandardCharsets.UTF_8))
                + "', with args beginning with: " + shown);
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), SHOWN_ARGUMENTS))
                .replace('\r', ' ')
                .replace('\n', ' ');
    }

    /** The names that have subcommands, such as {@code OBJECT}. */
    public Set<String> containers() {
        return all().containers();
    }

    /** The rows of a container, such as {@code OBJECT}, in the order of their names. */
    public List<Command<?>> subcommands(String container) {
        List<Command<?>> found = new ArrayList<>();
        for (Command<?> row : rows()) {
            if (row.words() == 2 && row.name().startsWith(container + ' ')) {
                found.add(row);
            }
        }
        return found;
    }
}
