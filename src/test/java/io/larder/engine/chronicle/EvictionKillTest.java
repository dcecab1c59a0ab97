package io.larder.engine.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.keyspace.Clock;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full store is killed while it evicts, again and again: what is there is whole, and what was written last to its
 * key; nothing belongs to nobody; the limit holds; what was written at the very end was not what had to go.
 */
class EvictionKillTest {

    private static final int ROUNDS = 4;

    /** What was written before no more bytes than these cannot be among what has to go. */
    private static final long LATELY = EvictionVictim.LIMIT / 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-random"})
    void nothingIsHalfEvicted(String policy) throws Exception {
        Path data = directory.resolve("data");
        Path journal = directory.resolve("journal");
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            runAndKill(data, journal, policy, random.nextInt(3_000, 10_000));
            try (EmbeddedEngine engine = EmbeddedEngine.open(data, EvictionVictim.LIMIT, Clock.SYSTEM)) {
                assertEquals(List.of(), engine.check(), "round " + round);
                assertTrue(engine.usedBytes() <= EvictionVictim.LIMIT, "over the limit: " + engine.usedBytes());
                assertTrue(engine.usedBytes() > EvictionVictim.LIMIT / 2, "hardly anything is left");
                MappedByteBuffer seen = KillVictim.journal(journal);
                long last = EvictionVictim.written(seen);
                for (int writer = 0; writer < EvictionVictim.WRITERS; writer++) {
                    // A writer that the machine let wait may have written long before the others.
                    boolean lately = last - finished(seen, writer) < LATELY;
                    verify(engine, seen, writer, lately && policy.equals("allkeys-lru"));
                }
            }
        }
    }

    /** The bytes that all had written when this writer began the last operation that it finished. */
    private static long finished(MappedByteBuffer journal, int writer) {
        return KillVictim.written(journal, writer, KillVictim.finished(journal, writer));
    }

    private static void verify(EmbeddedEngine engine, MappedByteBuffer journal, int writer, boolean lastStays) {
        long begun = KillVictim.begun(journal, writer);
        long finished = KillVictim.finished(journal, writer);
        Map<String, Long> last = new HashMap<>();
        for (long n = 1; n <= finished; n++) {
            last.put(new String(EvictionVictim.key(writer, n), UTF_8), n);
        }
        String inFlight = new String(EvictionVictim.key(writer, begun), UTF_8);
        last.putIfAbsent(inFlight, begun);
        last.forEach((key, n) -> {
            byte[] found = Steps.get(engine, key.getBytes(UTF_8));
            if (found == null) {
                assertTrue(
                        !lastStays || n != finished || begun != finished && key.equals(inFlight),
                        () -> "what was stored last is not there: " + key);
                return;
            }
            long by = EvictionVictim.operation(found);
            assertTrue(by == n || by == begun && key.equals(inFlight), () -> key + " has " + by + " and not " + n);
            assertArrayEquals(EvictionVictim.value(writer, by), found);
        });
    }

    private void runAndKill(Path data, Path journal, String policy, int more) throws Exception {
        try (Victim victim =
                new Victim(directory, "-XX:TieredStopAtLevel=1", EvictionVictim.class, data, journal, policy)) {
            victim.awaitLine("writing");
            MappedByteBuffer progress = KillVictim.journal(journal);
            long enough = KillVictim.finished(progress, 0) + more;
            victim.await(() -> KillVictim.finished(progress, 0) >= enough);
            victim.close();
            assertTrue(victim.errors().lines().noneMatch(line -> line.contains("Exception")), victim::errors);
        }
    }
}
