package io.larder.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One row: all that is known of a command, beside its handler.
 *
 * <p>A subcommand is a row of its own whose name has two words, {@code OBJECT ENCODING}.
 *
 * @param <T> what the command runs on
 */
public final class Command<T> {

    /**
     * A tried example.
     *
     * @param line the command as one would type it into redis-cli
     * @param reply its reply as redis-cli would show it
     */
    public record Example(String line, String reply) {}

    private static final AtomicInteger MADE = new AtomicInteger();

    private final int number = MADE.getAndIncrement();
    private final String name;
    private final Class<T> target;
    private final Group group;
    private final String summary;
    private final String since;
    private final String complexity;
    private final List<Argument> arguments;
    private final Set<Flag> flags;
    private final List<String> further;
    private final List<Example> examples;
    private final Handler<T> handler;
    private final int arity;
    private final KeyPositions keys;

    private Command(Row<T> row, Handler<T> handler) {
        this.name = row.name;
        this.target = row.family.target();
        this.group = row.family.group();
        this.summary = row.summary;
        this.since = row.since;
        this.complexity = row.complexity;
        this.arguments = List.copyOf(row.arguments);
        this.flags = Collections.unmodifiableSet(row.flags);
        this.further = List.copyOf(row.further);
        this.examples = List.copyOf(row.examples);
        this.handler = handler;
        int least = words() + Argument.least(arguments);
        this.arity = arguments.stream().allMatch(Argument::fixed) ? least : -least;
        this.keys = KeyPositions.of(arguments, words());
    }

    /** Upper case; a subcommand's container and name with a space between. */
    public String name() {
        return name;
    }

    /** Its place among all rows of this process, from 0: what keeps something for each row needs no map. */
    public int number() {
        return number;
    }

    /** How many words the name takes: 1, or 2 for a subcommand. */
    public int words() {
        return name.indexOf(' ') < 0 ? 1 : 2;
    }

    /** What it runs on. */
    public Class<T> target() {
        return target;
    }

    /** Its family. */
    public Group group() {
        return group;
    }

    /** One sentence. */
    public String summary() {
        return summary;
    }

    /** The version of Redis that brought it. */
    public String since() {
        return since;
    }

    /** Its cost. */
    public String complexity() {
        return complexity;
    }

    /** Its arguments. */
    public List<Argument> arguments() {
        return arguments;
    }

    /** Whether the row says so. */
    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether it may change what is stored. */
    public boolean mayChange() {
        return is(Flag.WRITE) || is(Flag.PUBLISHES);
    }

    /** All that the row says. */
    public Set<Flag> flags() {
        return flags;
    }

    /** Tried examples. */
    public List<Example> examples() {
        return examples;
    }

    /** What carries it out. */
    public Handler<T> handler() {
        return handler;
    }

    /** The number of words with the name; negative: the least number. */
    public int arity() {
        return arity;
    }

    /** Where its keys stand. */
    public KeyPositions keys() {
        return keys;
    }

    /** Whether so many words, the name included, can be right. */
    public boolean fits(int count) {
        return arity < 0 ? count >= -arity : count == arity;
    }

    /** The ACL categories, each with its {@code @}. */
    public List<String> categories() {
        List<String> categories = new ArrayList<>();
        if (!group.category().isEmpty()) {
            categories.add(group.category());
        }
        categories.addAll(further);
        if (is(Flag.WRITE)) {
            categories.add("@write");
        }
        if (is(Flag.READONLY)) {
            categories.add("@read");
        }
        if (is(Flag.ADMIN)) {
            categories.add("@admin");
        }
        if (is(Flag.DANGEROUS)) {
            categories.add("@dangerous");
        }
        categories.add(is(Flag.FAST) ? "@fast" : "@slow");
        return categories;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A row that is being written.
     *
     * @param <T> what the command runs on
     */
    public static final class Row<T> {
        private final Family<T> family;
        private final String name;
        private String summary = "";
        private String since = "1.0.0";
        private String complexity = "";
        private List<Argument> arguments = List.of();
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private final List<String> further = new ArrayList<>();
        private final List<Example> examples = new ArrayList<>();

        Row(Family<T> family, String name) {
            this.family = family;
            this.name = name.toUpperCase(Locale.ROOT);
        }

        /** One sentence on what it does. */
        public Row<T> summary(String text) {
            this.summary = text;
            return this;
        }

        /** The version of Redis that brought it. */
        public Row<T> since(String version) {
            this.since = version;
            return this;
        }

        /** Its cost, such as {@code O(log(N))}. */
        public Row<T> complexity(String text) {
            this.complexity = text;
            return this;
        }

        /** Its arguments in order. */
        public Row<T> takes(Argument... parts) {
            this.arguments = List.of(parts);
            return this;
        }

        /** It reads data. */
        public Row<T> reads() {
            return flag(Flag.READONLY);
        }

        /** It may change data. */
        public Row<T> writes() {
            return flag(Flag.WRITE);
        }

        /** It neither reads nor changes data. */
        public Row<T> harmless() {
            return flag(Flag.HARMLESS);
        }

        /** It may need more memory. */
        public Row<T> mayGrow() {
            return flag(Flag.GROWS);
        }

        /** It is of constant or logarithmic cost. */
        public Row<T> fast() {
            return flag(Flag.FAST);
        }

        /** Adds a flag. */
        public Row<T> flag(Flag flag) {
            flags.add(flag);
            return this;
        }

        /** Adds an ACL category beyond those that follow from the group and the flags, with its {@code @}. */
        public Row<T> category(String category) {
            further.add(category);
            return this;
        }

        /**
         * A tried example; several of one row are run in order on one empty store.
         *
         * @param line the command as one would type it into redis-cli
         * @param reply its reply as redis-cli would show it, lines parted by newlines
         */
        public Row<T> example(String line, String reply) {
            examples.add(new Example(line, reply));
            return this;
        }

        /** Ends the row and puts it into its family. */
        public Command<T> runs(Handler<T> handler) {
            Command<T> command = new Command<>(this, handler);
            family.add(command);
            return command;
        }
    }
}
