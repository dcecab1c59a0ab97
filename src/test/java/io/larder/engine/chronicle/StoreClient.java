package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Opens a store, and sends it commands of data by their words. */
final class StoreClient implements AutoCloseable {

    private final EmbeddedEngine engine;
    private final Dispatcher dispatcher;

    StoreClient(Path directory, long limit, Clock clock) throws IOException {
        engine = EmbeddedEngine.open(directory, limit, clock);
        CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
        dispatcher = new Dispatcher(table, call -> null, engine);
    }

    EmbeddedEngine engine() {
        return engine;
    }

    /** A word is text, a number or bytes. */
    Reply send(Object... words) {
        return dispatcher.call(session(), bytes(words), Effort.FULL);
    }

    /** Several at once, or null where a key that the session watches has changed. */
    @Nullable
    List<Reply> transaction(Session session, List<Object[]> commands) {
        return dispatcher.transaction(
                session, commands.stream().map(StoreClient::bytes).toList(), Effort.FULL);
    }

    static Session session() {
        return new Session(new Caller("test", true), true);
    }

    static byte[][] bytes(Object... words) {
        return Arrays.stream(words)
                .map(word -> word instanceof byte[] raw ? raw : word.toString().getBytes(UTF_8))
                .toArray(byte[][]::new);
    }

    boolean has(String key) {
        return Steps.read(engine, keyspace -> keyspace.find(key(key)) != null);
    }

    /** Nothing is wrong with the store, and it holds no more than this. */
    void mustBeWithin(long limit) {
        assertEquals(List.of(), engine.check());
        assertTrue(engine.usedBytes() <= limit, "over the limit: " + engine.usedBytes());
    }

    /** Has several threads work at once, each told its number; what one of them throws is a failure. */
    static void inParallel(int threads, IntConsumer work) throws InterruptedException {
        List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        List<Thread> started = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            started.add(new Thread(() -> {
                try {
                    work.accept(thread);
                } catch (Throwable e) {
                    faults.add(e);
                }
            }));
        }
        started.forEach(Thread::start);
        for (Thread each : started) {
            each.join();
        }
        assertEquals(List.of(), faults);
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
