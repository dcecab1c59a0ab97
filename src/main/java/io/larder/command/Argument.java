package io.larder.command;

import java.util.Arrays;
import java.util.List;

/**
 * One part of a command's arguments, as data. Arity, key positions, COMMAND DOCS and OpenAPI are read from it.
 *
 * <p>The static methods are meant to be imported, so that a row reads like the command's own page: {@code takes(key(),
 * oneOf("NX", "XX"), flag("CH"), many(real("score"), bytes("member")))}.
 */
public sealed interface Argument {

    /** The least number of words that this part takes. */
    int least();

    /** Whether this part always takes {@link #least()} words. */
    boolean fixed();

    /** What a single word holds. */
    enum Type {
        /** Any bytes. */
        BYTES("string"),
        /** A signed 64-bit integer in decimal. */
        WHOLE("integer"),
        /** A double, {@code inf} and {@code -inf} included. */
        REAL("double"),
        /** A glob-style pattern. */
        PATTERN("pattern"),
        /** A Unix time. */
        TIME("unix-time");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** The name that COMMAND DOCS gives it. */
        public String label() {
            return label;
        }
    }

    /** A key. */
    record KeyWord(String name) implements Argument {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public boolean fixed() {
            return true;
        }
    }

    /** A word that must be there. */
    record Value(String name, Type type) implements Argument {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public boolean fixed() {
            return true;
        }
    }

    /** A bare token that may be there. */
    record Flag(String token) implements Argument {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** At most one of several parts. */
    record OneOf(List<Argument> choices) implements Argument {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** Exactly one of several tokens. */
    record Either(String name, List<String> tokens) implements Argument {
        @Override
        public int least() {
            return 1;
        }

        @Override
        public boolean fixed() {
            return true;
        }
    }

    /** A token with what follows it, which may be there as a whole. */
    record Option(String token, List<Argument> parts) implements Argument {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** Parts without a token, which may be there as a whole. */
    record Maybe(List<Argument> parts) implements Argument {
        @Override
        public int least() {
            return 0;
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** Parts that come once or more. */
    record Many(List<Argument> parts) implements Argument {
        @Override
        public int least() {
            return Argument.least(parts);
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** A number, then so many keys. */
    record Counted(String name) implements Argument {
        @Override
        public int least() {
            return 2;
        }

        @Override
        public boolean fixed() {
            return false;
        }
    }

    /** The sum of what the parts take at least. */
    static int least(List<Argument> parts) {
        return parts.stream().mapToInt(Argument::least).sum();
    }

    /** A key called {@code key}. */
    static Argument key() {
        return new KeyWord("key");
    }

    /** A key. */
    static Argument key(String name) {
        return new KeyWord(name);
    }

    /** Any bytes. */
    static Argument bytes(String name) {
        return new Value(name, Type.BYTES);
    }

    /** An integer. */
    static Argument whole(String name) {
        return new Value(name, Type.WHOLE);
    }

    /** A double. */
    static Argument real(String name) {
        return new Value(name, Type.REAL);
    }

    /** A glob-style pattern. */
    static Argument pattern(String name) {
        return new Value(name, Type.PATTERN);
    }

    /** A Unix time. */
    static Argument time(String name) {
        return new Value(name, Type.TIME);
    }

    /** A bare token that may be there. */
    static Argument flag(String token) {
        return new Flag(token);
    }

    /** At most one of several tokens. */
    static Argument oneOf(String... tokens) {
        return new OneOf(Arrays.stream(tokens).map(Argument::flag).toList());
    }

    /** At most one of several parts. */
    static Argument oneOf(Argument... choices) {
        return new OneOf(List.of(choices));
    }

    /** Exactly one of several tokens. */
    static Argument either(String name, String... tokens) {
        return new Either(name, List.of(tokens));
    }

    /** A token with what follows it, which may be there. */
    static Argument option(String token, Argument... parts) {
        return new Option(token, List.of(parts));
    }

    /** Parts that may be there. */
    static Argument maybe(Argument... parts) {
        return new Maybe(List.of(parts));
    }

    /** Parts that come once or more. */
    static Argument many(Argument... parts) {
        return new Many(List.of(parts));
    }

    /** A number of keys, then the keys. */
    static Argument counted(String name) {
        return new Counted(name);
    }
}
