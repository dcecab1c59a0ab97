package io.larder.monitoring;

import io.larder.command.Setting;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A setting that is an integer. */
final class WholeSetting {

    private WholeSetting() {}

    /** One between two bounds; what is not is refused in the words of Redis. */
    static Setting of(String name, long least, long most, LongSupplier value, LongConsumer change) {
        return new Setting(name, () -> Long.toString(value.getAsLong()), text -> {
            long number = parse(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException("argument must be between " + least + " and " + most + " inclusive");
            }
            return () -> change.accept(number);
        });
    }

    private static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("argument couldn't be parsed into an integer");
        }
    }
}
