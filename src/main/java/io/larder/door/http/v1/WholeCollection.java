package io.larder.door.http.v1;

import io.larder.command.CommandError;
import io.larder.command.KeyBeside;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What resources of hashes, lists, sets and sorted sets do in the same way. */
final class WholeCollection {

    private WholeCollection() {}

    /** Reads from a collection: the reply to {@code command}, where the key is there. */
    static Reply read(Calls calls, byte[] key, byte[][] command) {
        List<Reply> replies = calls.together(Words.of("EXISTS", key), command);
        if (!Replies.truth(replies.get(0))) {
            throw Refusal.notFound("key");
        }
        return replies.get(1);
    }

    /** Deletes a key of this type. */
    static Result delete(Calls calls, byte[] key, String type) {
        calls.unlessChanged(key, look -> {
            if (!isOfType(look.apply(Words.of("TYPE", key)), type)) {
                throw Refusal.notFound("key");
            }
            return List.<byte[][]>of(Words.of("DEL", key));
        });
        return Result.status(204);
    }

    /**
     * Sets a key to a collection of this type, in place of the one that it may have.
     *
     * <p>The new one is made beside the old one, at a key that nobody has, and then takes its place: where there is no
     * room for it, nothing has changed.
     *
     * @param command makes the collection at its first argument, which is the key; or null where the collection is to
     *     be empty, which is no key
     */
    static Result replace(Calls calls, byte[] key, String type, @Nullable Long millis, @Nullable Words command) {
        boolean[] had = new boolean[1];
        calls.unlessChanged(key, look -> {
            had[0] = isOfType(look.apply(Words.of("TYPE", key)), type);
            return command == null
                    ? List.<byte[][]>of(Words.of("DEL", key))
                    : replacing(key, free(key, look), millis, command.end());
        });
        return Result.stored(!had[0] && command != null);
    }

    private static List<byte[][]> replacing(byte[] key, byte[] fresh, @Nullable Long millis, byte[][] command) {
        List<byte[][]> commands = new ArrayList<>();
        command[1] = fresh;
        commands.add(command);
        if (millis != null) {
            commands.add(Words.of("PEXPIRE", fresh, millis));
        }
        commands.add(Words.of("RENAME", fresh, key));
        return commands;
    }

    /** A key that nobody has. It is watched, so should somebody come to have it, all is looked at anew. */
    private static byte[] free(byte[] key, Function<byte[][], Reply> look) {
        for (int i = 0; ; i++) {
            byte[] prefix = ("larder:new:" + (i == 0 ? "" : i + ":")).getBytes(StandardCharsets.ISO_8859_1);
            byte[] fresh = KeyBeside.of(prefix, key);
            Calls.passed(look.apply(Words.of("WATCH", fresh)));
            if (!Replies.truth(Calls.passed(look.apply(Words.of("EXISTS", fresh))))) {
                return fresh;
            }
        }
    }

    /** Whether the key is there; one of another type is refused. */
    private static boolean isOfType(Reply found, String type) {
        String label = Replies.text(found);
        if (!label.equals(type) && !label.equals("none")) {
            throw Refusal.of(CommandError.WRONG_TYPE.reply());
        }
        return label.equals(type);
    }
}
