package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process to be killed: writers on a store that is full, so that it evicts all the time. What a writer writes is
 * determined by its number and that of the operation, and it keeps in a mapped file how many it has begun and finished.
 *
 * <p>Arguments: data directory, journal file, policy.
 */
final class EvictionVictim {

    static final int WRITERS = 3;
    static final long LIMIT = 1 << 20;

    private static final int KEYS = 3000;

    private EvictionVictim() {}

    public static void main(String[] arguments) throws Exception {
        KillVictim.endOnAnyError();
        MappedByteBuffer journal = KillVictim.journal(Path.of(arguments[1]));
        EmbeddedEngine engine = EmbeddedEngine.open(Path.of(arguments[0]), LIMIT, Clock.SYSTEM);
        engine.evictionPolicy(EvictionPolicy.of(arguments[2]));
        AtomicLong written = new AtomicLong(written(journal));
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            // What was under way is done again, so all up to here is done.
            long first = Math.max(1, KillVictim.begun(journal, writer));
            new Thread(() -> {
                        for (long n = first; ; n++) {
                            byte[] value = value(writer, n);
                            KillVictim.begin(journal, writer, n, written.addAndGet(value.length));
                            Steps.set(engine, key(writer, n), value);
                            KillVictim.finish(journal, writer, n);
                        }
                    })
                    .start();
        }
        // The test waits for this line.
        Victim.tell("writing");
    }

    /** The bytes of all values that writers have begun to write. */
    static long written(MappedByteBuffer journal) {
        long last = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            last = Math.max(last, KillVictim.written(journal, writer, KillVictim.begun(journal, writer)));
        }
        return last;
    }

    static byte[] key(int writer, long n) {
        return (writer + ":" + new SplittableRandom(n).nextInt(KEYS)).getBytes(UTF_8);
    }

    /** Small ones, some in pages, a few that are a tenth of the store. */
    static byte[] value(int writer, long n) {
        SplittableRandom random = new SplittableRandom(n * WRITERS + writer);
        int length = random.nextInt(100) == 0
                ? random.nextInt(100_000)
                : random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(300);
        byte[] value = new byte[16 + length];
        Arrays.fill(value, (byte) n);
        byte[] head = (n + ":").getBytes(UTF_8);
        System.arraycopy(head, 0, value, 0, head.length);
        return value;
    }

    /** The operation that wrote a value. */
    static long operation(byte[] value) {
        String text = new String(value, 0, Math.min(value.length, 16), ISO_8859_1);
        return Long.parseLong(text.substring(0, text.indexOf(':')));
    }
}
