package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.on;
import static io.larder.engine.chronicle.Steps.read;
import static io.larder.engine.chronicle.Steps.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Flag;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several threads on the same few keys. */
class ConcurrencyTest {

    private static final int THREADS = 4;
    private static final int KEYS = 5;

    @TempDir
    Path directory;

    private static void together(Callable<?> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(work));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Both trees always have the same members, whoever looks; large boards come and go; some steps are taken back. */
    @Test
    void everybodySeesWholeSteps() throws Exception {
        AtomicInteger seeds = new AtomicInteger();
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 32L << 20, Clock.SYSTEM)) {
            together(() -> {
                Random random = new Random(seeds.incrementAndGet());
                for (int i = 0; i < 1500; i++) {
                    byte[] board = key("board" + random.nextInt(KEYS));
                    int what = random.nextInt(20);
                    if (what < 10) {
                        change(engine, board, random);
                    } else if (what < 19) {
                        on(engine, board, Flag.READONLY, keyspace -> look(keyspace, board));
                    } else {
                        on(engine, board, Flag.WRITE, keyspace -> keyspace.remove(board));
                    }
                    if (random.nextInt(700) == 0) {
                        write(engine, keyspace -> {
                            keyspace.clear();
                            return null;
                        });
                    }
                    count(engine);
                }
                return null;
            });
            assertEquals(List.of(), engine.check());
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 32L << 20, Clock.SYSTEM)) {
            assertEquals(List.of(), engine.check());
        }
    }

    private static void change(EmbeddedEngine engine, byte[] board, Random random) {
        int count = random.nextInt(10) == 0 ? 4000 : random.nextInt(30);
        boolean refuse = random.nextInt(10) == 0;
        try {
            on(engine, board, Flag.WRITE, keyspace -> {
                Entry found = keyspace.find(board);
                Entry entry = found != null ? found : keyspace.create(board, Kind.SORTED_SET);
                for (int n = 0; n < count; n++) {
                    byte[] member = key("member" + random.nextInt(5000));
                    if (entry.tree(0).put(member, new byte[8])) {
                        entry.tree(1).put(member, Tree.NOTHING);
                    }
                    byte[] gone = key("member" + random.nextInt(5000));
                    if (entry.tree(0).remove(gone)) {
                        entry.tree(1).remove(gone);
                    }
                }
                if (refuse) {
                    throw new CommandError("ERR taken back");
                }
                return null;
            });
        } catch (CommandError refused) {
            assertTrue(refuse, refused::text);
        }
    }

    private static Void look(Keyspace keyspace, byte[] board) {
        Entry entry = keyspace.find(board);
        if (entry == null) {
            return null;
        }
        assertEquals(entry.tree(0).size(), entry.tree(1).size());
        List<byte[]> members = new ArrayList<>();
        entry.tree(0).each(0, (member, score) -> members.add(member));
        assertEquals(entry.tree(0).size(), members.size());
        int[] at = {0};
        entry.tree(1).each(0, (member, score) -> {
            assertArrayEquals(members.get(at[0]++), member);
            return true;
        });
        assertEquals(members.size(), at[0]);
        int some = members.size() / 2;
        assertEquals(some, entry.tree(1).rank(members.get(some)));
        return null;
    }

    private static void count(EmbeddedEngine engine) {
        byte[] counter = key("counter");
        on(engine, counter, Flag.WRITE, keyspace -> {
            Entry found = keyspace.find(counter);
            long before =
                    found == null ? 0 : ByteBuffer.wrap(found.blob().all()).getLong();
            keyspace.create(counter, Kind.STRING)
                    .blob()
                    .set(ByteBuffer.allocate(8).putLong(before + 1).array());
            return null;
        });
    }

    @Test
    void noIncrementIsLost() throws Exception {
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 4L << 20, Clock.SYSTEM)) {
            together(() -> {
                for (int i = 0; i < 5000; i++) {
                    count(engine);
                }
                return null;
            });
            byte[] end = read(
                    engine, keyspace -> keyspace.find(key("counter")).blob().all());
            assertEquals(5000L * THREADS, ByteBuffer.wrap(end).getLong());
        }
    }

    /** Reading unmapped memory would end this process. */
    @Test
    void theEndWaitsForReadersAndRefusesLaterOnes() throws Exception {
        for (int round = 0; round < 20; round++) {
            EmbeddedEngine engine = EmbeddedEngine.open(directory, 4L << 20, Clock.SYSTEM);
            write(engine, keyspace -> {
                keyspace.create(key("k"), Kind.STRING).blob().set(new byte[1000]);
                return null;
            });
            AtomicInteger done = new AtomicInteger();
            Thread end = new Thread(() -> {
                while (done.get() < 2000) {
                    Thread.onSpinWait();
                }
                try {
                    engine.close();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            end.start();
            together(() -> {
                try {
                    while (true) {
                        on(engine, key("k"), Flag.READONLY, keyspace -> keyspace.find(key("k")));
                        done.incrementAndGet();
                    }
                } catch (CommandError refusal) {
                    assertEquals("ERR Larder is shutting down", refusal.text());
                }
                return null;
            });
            end.join();
        }
    }
}
