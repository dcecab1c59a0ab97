package io.larder.command;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One setting that can be read while the service runs, and may be changed.
 *
 * @param name in lower case, as Redis has it where it has it
 * @param value what it is now
 * @param change reads a new value, and gives what puts it in place; an {@link IllegalArgumentException} says what is
 *     wrong with it. Null where it cannot be changed
 */
public record Setting(
        String name, Supplier<String> value, @Nullable Function<String, Runnable> change) {

    /** A setting that cannot be changed while the service runs. */
    public static Setting fixed(String name, Object value) {
        String text = value.toString();
        return new Setting(name, () -> text, null);
    }
}
