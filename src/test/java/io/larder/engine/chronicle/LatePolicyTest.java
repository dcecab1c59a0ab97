package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is chosen when there are many keys already, as with each start. */
class LatePolicyTest {

    private static final int KEYS = 60_000;
    private static final int USED = 20_000;

    @TempDir
    private Path directory;

    @Test
    void whatIsOnlyReadIsCountedForItself() throws IOException {
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 32 << 20, Clock.SYSTEM)) {
            CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
            Dispatcher dispatcher = new Dispatcher(table, call -> null, engine);
            for (int i = 0; i < KEYS; i++) {
                assertEquals(Reply.OK, send(dispatcher, "SET", "k" + i, "v"));
            }
            engine.evictionPolicy(EvictionPolicy.ALLKEYS_LFU);
            for (int i = 0; i < 3 * USED; i++) {
                send(dispatcher, "GET", "k" + i % USED);
            }
            long few = 0;
            for (int i = 0; i < USED; i++) {
                assertTrue(frequency(dispatcher, i) >= 3, "k" + i + " was used three times");
                few += frequency(dispatcher, USED + i) <= 1 ? 1 : 0;
            }
            assertTrue(few > USED * 9 / 10, "only " + few + " of " + USED + " were not used");
        }
    }

    private static long frequency(Dispatcher dispatcher, int i) {
        return assertInstanceOf(Reply.Whole.class, send(dispatcher, "OBJECT", "FREQ", "k" + i))
                .value();
    }

    private static Reply send(Dispatcher dispatcher, String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return dispatcher.call(new Session(new Caller("test", true), true), bytes, Effort.FULL);
    }
}
