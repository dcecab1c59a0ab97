package io.larder.type;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Numbers;
import io.larder.keyspace.Entry;
import org.jspecify.annotations.Nullable;

/** {@code EX}, {@code PX}, {@code EXAT} and {@code PXAT}, as SET and GETEX take them. */
enum TimeOption {
    /** Seconds from now. */
    EX(1000, true),
    /** Milliseconds from now. */
    PX(1, true),
    /** Unix time in seconds. */
    EXAT(1000, false),
    /** Unix time in milliseconds. */
    PXAT(1, false);

    private static final TimeOption[] ALL = values();

    private final long unit;
    private final boolean fromNow;

    TimeOption(long unit, boolean fromNow) {
        this.unit = unit;
        this.fromNow = fromNow;
    }

    /** The arguments for a row: one of the options, or one of the others. */
    static Argument arguments(String other) {
        return Argument.oneOf(
                Argument.option("EX", Argument.whole("seconds")),
                Argument.option("PX", Argument.whole("milliseconds")),
                Argument.option("EXAT", Argument.time("unix-time-seconds")),
                Argument.option("PXAT", Argument.time("unix-time-milliseconds")),
                Argument.flag(other));
    }

    /** The option that comes next, which its word then follows; null where none does. */
    static @Nullable TimeOption next(Arguments arguments) {
        for (TimeOption option : ALL) {
            if (arguments.option(option.name())) {
                return option;
            }
        }
        return null;
    }

    /**
     * The time that a word means, in milliseconds since 1970.
     *
     * @param command the command's name in lower case, for the error
     */
    long at(byte[] word, long now, String command) {
        long amount = Numbers.whole(word);
        long base = fromNow ? now : 0;
        if (amount <= 0 || amount > Long.MAX_VALUE / unit || amount * unit > Long.MAX_VALUE - base) {
            throw new CommandError("ERR invalid expire time in '" + command + "' command");
        }
        // The greatest number stands for what does not expire.
        return Math.min(base + amount * unit, Entry.NEVER - 1);
    }
}
