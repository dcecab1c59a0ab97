package io.larder.command;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows, found by name: by its bytes in either case without making anything of them. Does not change. */
final class CommandRows {

    static final CommandRows EMPTY = new CommandRows(new TreeMap<>(), new HashSet<>());

    private final TreeMap<String, Command<?>> rows;
    private final Set<String> containers;
    private final Command<?>[] slots;

    private CommandRows(TreeMap<String, Command<?>> rows, Set<String> containers) {
        this.rows = rows;
        this.containers = containers;
        this.slots = new Command<?>[Integer.highestOneBit(Math.max(16, rows.size())) * 4];
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

    /**
     * These and those of more families.
     *
     * @throws IllegalArgumentException where two have one name, or one is the container of a row that comes later
     */
    CommandRows with(Collection<? extends Family<?>> families) {
        TreeMap<String, Command<?>> more = new TreeMap<>(rows);
        Set<String> all = new HashSet<>(containers);
        for (Family<?> family : families) {
            for (Command<?> row : family.rows()) {
                if (more.put(row.name(), row) != null) {
                    throw new IllegalArgumentException("two rows are named " + row.name());
                }
                if (row.words() == 2) {
                    String container = row.name().substring(0, row.name().indexOf(' '));
                    if (rows.containsKey(container)) {
                        throw new IllegalArgumentException("found before its container was known: " + row.name());
                    }
                    all.add(container);
                }
            }
        }
        return new CommandRows(more, all);
    }

    /** In the order of their names. */
    Collection<Command<?>> values() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** By its whole name in upper case. */
    @Nullable
    Command<?> get(String name) {
        return rows.get(name);
    }

    /** By the one word that is its name. */
    @Nullable
    Command<?> get(byte[] word) {
        int slot = hash(word) & slots.length - 1;
        while (slots[slot] != null) {
            if (matches(slots[slot].name(), word)) {
                return slots[slot];
            }
            slot = slot + 1 & slots.length - 1;
        }
        return null;
    }

    boolean hasContainers() {
        return !containers.isEmpty();
    }

    boolean isContainer(String name) {
        return containers.contains(name);
    }

    Set<String> containers() {
        return Collections.unmodifiableSet(containers);
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
}
