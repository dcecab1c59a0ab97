package io.larder.command;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The request that brought a caller. */
@FunctionalInterface
public interface Origin extends Supplier<String> {

    /** What names the request in the log. */
    @Override
    String get();

    /** What follows the request; null where nobody does. */
    default @Nullable Trace trace() {
        return null;
    }

    /** Whether it was answered long ago, and commands come on over a connection that it has opened. */
    default boolean answered() {
        return false;
    }
}
