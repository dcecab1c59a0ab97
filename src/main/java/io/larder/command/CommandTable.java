package io.larder.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All rows, found by name, and the engines that carry them out. */
public final class CommandTable {

    private static final int SHOWN_ARGUMENTS = 128;

    private final Map<String, Command<?>> rows = new TreeMap<>();
    private final Map<String, Boolean> containers = new HashMap<>();
    private volatile Binding[] bindings = {};
    private final Command<?>[] slots;

    private record Binding(Class<?> target, Engine<?> engine) {}

    /** A table of these families' rows. */
    public CommandTable(Collection<? extends Family<?>> families) {
        for (Family<?> family : families) {
            for (Command<?> row : family.rows()) {
                if (rows.put(row.name(), row) != null) {
                    throw new IllegalArgumentException("two rows are named " + row.name());
                }
                if (row.words() == 2) {
                    containers.put(row.name().substring(0, row.name().indexOf(' ')), true);
                }
            }
        }
        slots = new Command<?>[Integer.highestOneBit(Math.max(16, rows.size())) * 4];
        for (Command<?> row : rows.values()) {
            if (row.words() == 1) {
                int slot = hash(row.name().getBytes(StandardCharsets.ISO_8859_1)) & slots.length - 1;
                while (slots[slot] != null) {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = row;
            }
        }
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
        return rows.values();
    }

    /** The row of this name in either case, a subcommand's two words parted by a space or {@code |}. */
    public @Nullable Command<?> row(String name) {
        return rows.get(name.toUpperCase(Locale.ROOT).replace('|', ' '));
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
        Command<?> row = slot(words[0]);
        if (row == null || words.length > 1 && !containers.isEmpty()) {
            row = subcommand(row, words);
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

    private Command<?> subcommand(@Nullable Command<?> row, byte[][] words) {
        if (row != null && !containers.containsKey(row.name())) {
            return row;
        }
        String container = new String(words[0], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        if (!containers.containsKey(container)) {
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

    private @Nullable Command<?> slot(byte[] name) {
        int slot = hash(name) & slots.length - 1;
        while (slots[slot] != null) {
            if (matches(slots[slot].name(), name)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    private static boolean matches(String upper, byte[] name) {
        if (upper.length() != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (upper.charAt(i) != upper(name[i])) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = hash * 31 + upper(b);
        }
        return hash ^ hash >>> 15;
    }

    private static int upper(byte b) {
        return b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
    }

    /** The names that have subcommands, such as {@code OBJECT}. */
    public Set<String> containers() {
        return Collections.unmodifiableSet(containers.keySet());
    }

    /** The rows of a container, such as {@code OBJECT}, in the order of their names. */
    public List<Command<?>> subcommands(String container) {
        List<Command<?>> found = new ArrayList<>();
        for (Command<?> row : rows.values()) {
            if (row.words() == 2 && row.name().startsWith(container + ' ')) {
                found.add(row);
            }
        }
        return found;
    }
}
