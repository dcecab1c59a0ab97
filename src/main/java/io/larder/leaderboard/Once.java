package io.larder.leaderboard;

import io.larder.command.KeyBeside;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Submits with an idempotency key, each carried out once: whoever sends one again within ten minutes, as one does when
 * no answer came, is answered what the first was answered.
 *
 * <p>The answer is a string at {@code larder:once:{name}:key} with an expiry, stored in the same step as the score, so
 * that it outlives a restart.
 */
final class Once {

    private static final byte[] PREFIX = "larder:once:".getBytes(StandardCharsets.UTF_8);
    private static final long KEPT = 600_000;
    private static final int LONGEST = 128;
    private static final int REQUEST = 16;

    private Once() {}

    /**
     * Carries something out, or gives what came of it before.
     *
     * @param name the board
     * @param id the idempotency key; null for none
     * @throws io.larder.command.CommandError where the same key came with another submission
     */
    static List<Outcome> run(
            Keyspace keyspace, byte[] name, byte @Nullable [] id, Submission submission, Supplier<List<Outcome>> work) {
        if (id == null) {
            return work.get();
        }
        if (id.length == 0 || id.length > LONGEST) {
            throw BoardError.BAD_ID;
        }
        byte[] key = Boards.suffixed(KeyBeside.of(PREFIX, name), id);
        keyspace.reach(key);
        byte[] request = digest(submission);
        Entry known = keyspace.find(key);
        if (known != null && known.kind() == Kind.STRING && known.blob().length() > REQUEST) {
            byte[] stored = known.blob().all();
            if (!Arrays.equals(request, Arrays.copyOf(stored, REQUEST))) {
                throw BoardError.ID_USED;
            }
            return Outcome.of(stored, REQUEST);
        }
        List<Outcome> outcomes = work.get();
        byte[] answer = Outcome.bytes(outcomes);
        Entry entry = keyspace.create(key, Kind.STRING);
        entry.blob()
                .set(ByteBuffer.allocate(REQUEST + answer.length)
                        .put(request)
                        .put(answer)
                        .array());
        entry.expireAt(keyspace.now() + KEPT);
        return outcomes;
    }

    private static byte[] digest(Submission submission) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : Arrays.asList(submission.member(), submission.score(), submission.metadata())) {
                digest.update(ByteBuffer.allocate(4)
                        .putInt(part == null ? -1 : part.length)
                        .array());
                digest.update(part == null ? new byte[0] : part);
            }
            return Arrays.copyOf(digest.digest(), REQUEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
