package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.larder.command.CommandError;
import io.larder.command.Flag;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that come to need keys which they do not name, and those who are told what commands have done. */
class ReachTest {

    private static final int ACCOUNTS = 8;
    private static final int TRANSFERS = 2_000;

    @TempDir
    Path directory;

    private EmbeddedEngine engine;

    @BeforeEach
    void open() throws Exception {
        engine = EmbeddedEngine.open(directory.resolve("data"), 16 << 20, Clock.SYSTEM);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    @Test
    void nothingIsLostBetweenKeysThatAreReachedCrosswise() throws Exception {
        for (int i = 0; i < ACCOUNTS; i++) {
            byte[] account = account(i);
            Steps.on(engine, account, Flag.WRITE, keyspace -> add(keyspace, account, 100));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            running.add(threads.submit(() -> {
                for (int i = 0; i < TRANSFERS; i++) {
                    byte[] from = account((i + thread) % ACCOUNTS);
                    byte[] to = account((i * 3 + thread * 5 + 1) % ACCOUNTS);
                    Steps.on(engine, from, Flag.WRITE, keyspace -> {
                        keyspace.reach(to);
                        add(keyspace, from, -1);
                        return add(keyspace, to, 1);
                    });
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        long sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            byte[] account = account(i);
            sum += Steps.on(engine, account, Flag.READONLY, keyspace -> add(keyspace, account, 0));
        }
        assertEquals(ACCOUNTS * 100, sum);
    }

    @Test
    void listenersAreToldWhatIsStoredAndNothingElse() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        engine.listen(new ChangeListener() {
            @Override
            public void changed(byte[] key) {
                told.add(new String(key, StandardCharsets.UTF_8));
            }

            @Override
            public void cleared() {
                told.add("cleared");
            }
        });
        byte[] one = key("one");
        byte[] two = key("two");
        Steps.on(engine, one, Flag.WRITE, keyspace -> {
            keyspace.reach(two);
            keyspace.afterwards(() -> told.add("afterwards"));
            add(keyspace, one, 1);
            return add(keyspace, two, 1);
        });
        Steps.on(engine, one, Flag.READONLY, keyspace -> {
            keyspace.afterwards(() -> told.add("read"));
            return add(keyspace, one, 0);
        });
        assertThrows(
                CommandError.class,
                () -> Steps.on(engine, one, Flag.WRITE, keyspace -> {
                    keyspace.afterwards(() -> told.add("never"));
                    add(keyspace, one, 1);
                    throw CommandError.SYNTAX;
                }));
        Steps.write(engine, keyspace -> {
            keyspace.clear();
            return 0;
        });
        assertEquals(List.of("one", "two", "afterwards", "read", "cleared"), told);
    }

    /** What a listener throws comes too late to undo anything. */
    @Test
    void aListenerThatFailsHarmsNothing() {
        byte[] one = key("one");
        Steps.on(engine, one, Flag.WRITE, keyspace -> {
            keyspace.afterwards(() -> {
                throw new IllegalStateException("a listener's fault");
            });
            return add(keyspace, one, 5);
        });
        long now = Steps.on(engine, one, Flag.READONLY, keyspace -> add(keyspace, one, 0));
        assertEquals(5, now);
        assertEquals(List.of(), engine.check());
    }

    private static byte[] account(int number) {
        return key("account " + number);
    }

    private static long add(Keyspace keyspace, byte[] key, long amount) {
        Entry entry = keyspace.find(key);
        long before = entry == null ? 0 : Long.parseLong(new String(entry.blob().all(), StandardCharsets.UTF_8));
        if (amount != 0) {
            Entry changed = entry == null ? keyspace.create(key, Kind.STRING) : entry;
            changed.blob().set(Long.toString(before + amount).getBytes(StandardCharsets.UTF_8));
        }
        return before + amount;
    }
}
