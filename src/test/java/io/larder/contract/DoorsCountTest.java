package io.larder.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Door;
import io.larder.command.Effort;
import io.larder.command.Observer;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.security.ReadOnlyGate;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted as whose: of callers by their door, and not what the service does by itself. */
class DoorsCountTest {

    private final EmbeddedEngine engine = EmbeddedEngines.fresh(Clock.SYSTEM);
    private final Dispatcher dispatcher = new Dispatcher(
            new CommandTable(DataCommands.families()).bind(Keyspace.class, engine), new ReadOnlyGate(), engine);

    private static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(UTF_8);
        }
        return bytes;
    }

    /** Hits and misses that some commands add. */
    private String counted(Door door) {
        long hits = engine.usage().hits();
        long misses = engine.usage().misses();
        Session session = new Session(door, new Caller("test", true), true);
        for (String[] line : new String[][] {
            {"GET", "there"},
            {"GET", "not there"},
            {"OBJECT", "ENCODING", "there"},
            {"MULTI"},
            {"GET", "there"},
            {"EXEC"}
        }) {
            dispatcher.call(session, words(line), Effort.FULL);
        }
        return engine.usage().hits() - hits + " hits, " + (engine.usage().misses() - misses) + " misses";
    }

    @Test
    void whatTheServiceLooksAtItselfIsNobodysHitOrMiss() {
        dispatcher.call(new Session(new Caller("test", true), false), words("SET", "there", "v"), Effort.FULL);
        assertEquals("0 hits, 0 misses", counted(Door.INTERNAL));
        assertEquals("3 hits, 1 misses", counted(Outside.DOOR));
        assertEquals("0 hits, 0 misses", counted(Door.INTERNAL));
    }

    @Test
    void whoMayNotGoOnSeeingIsRefusedAtTheirDoor() {
        List<String> refused = new ArrayList<>();
        dispatcher.observe(new Observer() {
            @Override
            public void ran(Call<?> call, Reply reply, long nanos) {
                throw new AssertionError("nothing is run");
            }

            @Override
            public void refused(Session session, Command<?> row) {
                refused.add(session.door() + " " + row.name());
            }
        });
        Session reader = new Session(Outside.DOOR, new Caller("reader", false), false);
        assertThrows(CommandError.class, () -> dispatcher.requireAllowed(reader, words("SCAN", "0")));
        dispatcher.requireAllowed(reader, words("GET", "k"));
        assertEquals(List.of("outside SCAN"), refused);
    }
}
