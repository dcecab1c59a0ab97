package io.larder.security;

import io.larder.command.Call;
import io.larder.command.Gate;
import io.larder.command.KeyPositions;
import io.larder.command.Reply;
import org.jspecify.annotations.Nullable;

/** Keeps words and keys that are too long from every command, and asks another gate about the rest. */
public final class SizeGate implements Gate {

    private final Gate next;
    private final int longestKey;
    private final int longestWord;

    /**
     * A gate before another one.
     *
     * @param longestKey the most bytes of a key
     * @param longestWord the most bytes of any word, such as a value
     */
    public SizeGate(Gate next, int longestKey, int longestWord) {
        this.next = next;
        this.longestKey = longestKey;
        this.longestWord = longestWord;
    }

    @Override
    public Reply.@Nullable Failure refuse(Call<?> call) {
        // First whether they may at all: who may not is not told what is wrong with it.
        Reply.Failure refusal = next.refuse(call);
        if (refusal != null) {
            return refusal;
        }
        int longest = 0;
        for (byte[] word : call.words()) {
            longest = Math.max(longest, word.length);
        }
        if (longest > longestWord) {
            return new Reply.Failure("ERR max value size exceeded. Limit: " + longestWord + " bytes");
        }
        return longest > longestKey && hasLongKey(call)
                ? new Reply.Failure("ERR max key size exceeded. Limit: " + longestKey + " bytes")
                : null;
    }

    private boolean hasLongKey(Call<?> call) {
        KeyPositions keys = call.command().keys();
        for (byte[] key : keys.in(call.words())) {
            if (key.length > longestKey) {
                return true;
            }
        }
        return false;
    }
}
