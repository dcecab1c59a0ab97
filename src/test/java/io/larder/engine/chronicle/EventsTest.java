package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.larder.command.CommandError;
import io.larder.command.Flag;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who listen to events: what expires without being asked for, or while many ask; what was refused. */
class EventsTest {

    private static final byte[] KEY = key("k");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final EventListener listener =
            (kind, name, key) -> told.add(name + ' ' + new String(key, StandardCharsets.UTF_8));
    private EmbeddedEngine engine;

    @BeforeEach
    void open() throws Exception {
        engine = EmbeddedEngine.open(directory.resolve("data"), 16 << 20, now::get);
        engine.listen(listener);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void set(byte[] key, long expireAt) {
        Steps.on(engine, key, Flag.WRITE, keyspace -> {
            Entry entry = keyspace.create(key, Kind.STRING);
            entry.blob().set(key);
            entry.expireAt(expireAt);
            keyspace.event(EventClass.STRING, "set", key);
            return true;
        });
    }

    private Object get(byte[] key) {
        return Steps.on(engine, key, Flag.READONLY, keyspace -> keyspace.find(key));
    }

    private List<String> taken() {
        List<String> all = new ArrayList<>();
        told.drainTo(all);
        return all;
    }

    @Test
    void whatExpiresIsToldThoughNobodyAsks() throws Exception {
        set(KEY, now.get() + 10);
        assertEquals(List.of("new k", "set k"), taken());
        now.addAndGet(20);
        assertEquals("expired k", told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertNull(get(KEY));
        assertEquals(List.of("keymiss k"), taken());
        assertEquals(List.of(), engine.check());
    }

    @Test
    void whatExpiresWhileManyAskIsToldOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 200; round++) {
            set(KEY, now.get() + 10);
            taken();
            now.addAndGet(20);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(threads.submit(() -> get(KEY)));
            }
            for (Future<?> one : running) {
                assertNull(one.get());
            }
            List<String> all = taken();
            assertEquals("expired k", all.get(0));
            assertEquals(1, all.stream().filter("expired k"::equals).count(), all::toString);
            assertEquals(4, all.stream().filter("keymiss k"::equals).count(), all::toString);
        }
        threads.shutdown();
    }

    @Test
    void whatExpiresWithItsOwnCommandIsTold() {
        set(KEY, now.get());
        assertEquals(List.of("new k", "set k", "expired k"), taken());
        assertEquals(0L, Steps.<Long>read(engine, Keyspace::size));
    }

    @Test
    void whatIsRefusedTellsNothing() {
        assertThrows(
                CommandError.class,
                () -> Steps.on(engine, KEY, Flag.WRITE, keyspace -> {
                    keyspace.create(KEY, Kind.LIST).tree(0).insert(0, KEY);
                    keyspace.event(EventClass.LIST, "lpush", KEY);
                    throw new CommandError("ERR no");
                }));
        assertEquals(List.of(), taken());
    }

    @Test
    void nothingIsToldToNobody() {
        engine.listen(EventListener.NONE);
        set(KEY, now.get() + 10);
        now.addAndGet(20);
        assertNull(get(KEY));
        set(KEY, Entry.NEVER);
        assertEquals(true, Steps.<Boolean>on(engine, KEY, Flag.WRITE, keyspace -> keyspace.remove(KEY)));
        assertEquals(List.of(), taken());
    }

    @Test
    void anEmptiedCollectionIsToldAsGone() {
        Steps.on(engine, KEY, Flag.WRITE, keyspace -> {
            keyspace.create(KEY, Kind.LIST).tree(0).insert(0, KEY);
            keyspace.event(EventClass.LIST, "lpush", KEY);
            return true;
        });
        Steps.on(engine, KEY, Flag.WRITE, keyspace -> {
            keyspace.find(KEY).tree(0).removeRange(0, 1);
            keyspace.event(EventClass.LIST, "lpop", KEY);
            return true;
        });
        assertEquals(List.of("new k", "lpush k", "lpop k", "del k"), taken());
    }
}
