package io.larder.command;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The engine's side of MULTI and WATCH: several commands as one step, and versions of keys. */
public interface Transactions {

    /**
     * Runs the calls in order as one step that nobody sees half done. A call that is refused answers its failure and
     * changes nothing; the others stand.
     *
     * @param calls what to run
     * @param watched versions that must still hold, by key
     * @param others runs the calls whose target the engine does not have
     * @return a reply for each call, or null where a watched key has changed and nothing was run
     * @throws CommandError where the whole is refused; nothing has changed
     * @throws TooLong where {@code effort} does not suffice; nothing has changed
     */
    @Nullable
    List<Reply> runAll(List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Effort effort);

    /** The version of a key's present value; 0 where there is none. It is never given twice. */
    long version(byte[] key);

    /** A number that grows with each change of any key. */
    long changes();
}
