package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.get;
import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.set;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.keyspace.Clock;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mapped file whose bytes are no longer there. The JVM says so at some time after it was asked for them; the first
 * step that meets it is refused all the same, and so is every one after it.
 */
class FileFailsTest {

    /** Enough that it is compiled, where the JVM tells latest. */
    private static final int WARM = 30_000;

    private static final byte[] LARGE = new byte[5_000];

    @TempDir
    private Path directory;

    private interface Act {
        void on(EmbeddedEngine engine);
    }

    private void assertRefused(String file, int warm, Act act) throws Exception {
        EmbeddedEngine engine = EmbeddedEngine.open(directory, 8L << 20, Clock.SYSTEM);
        try {
            set(engine, key("large"), LARGE);
            for (int i = 0; i < warm; i++) {
                act.on(engine);
            }
            assertFalse(engine.storage().failed());
            try (RandomAccessFile cut =
                    new RandomAccessFile(directory.resolve(file).toFile(), "rw")) {
                cut.setLength(0);
            }
            assertFailed(() -> act.on(engine));
            assertTrue(engine.storage().failed());
            assertFailed(() -> get(engine, key("large")));
            assertFailed(() -> set(engine, key("small"), new byte[1]));
        } finally {
            engine.close();
        }
    }

    private static void assertFailed(Executable step) {
        CommandError refusal = assertThrows(CommandError.class, step);
        assertTrue(refusal.text().startsWith("MISCONF The store has failed"), refusal::text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, WARM})
    void whatCannotBeReadIsNotAnswered(int warm) throws Exception {
        assertRefused("pages", warm, engine -> get(engine, key("large")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, WARM})
    void whatCannotBeWrittenIsNotAcknowledged(int warm) throws Exception {
        assertRefused("pages", warm, engine -> set(engine, key("large"), LARGE));
    }

    /** It is in its place by then, and would be lost in part if the process was killed just before. */
    @Test
    void whatIsNotSafeFromAKillIsNotAcknowledged() throws Exception {
        assertRefused("intents", WARM, engine -> set(engine, key("small"), new byte[10]));
    }
}
