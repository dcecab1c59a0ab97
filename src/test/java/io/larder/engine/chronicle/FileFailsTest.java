package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.get;
import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.set;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.keyspace.Clock;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mapped file whose bytes are no longer there: the JVM says so by an error, at some time after it was asked for them.
 */
class FileFailsTest {

    private static final int READS = 10_000;

    @TempDir
    private Path directory;

    @Test
    void nothingIsAnsweredAnyMore() throws Exception {
        EmbeddedEngine engine = EmbeddedEngine.open(directory, 8L << 20, Clock.SYSTEM);
        try {
            byte[] value = new byte[100_000];
            set(engine, key("large"), value);
            assertArrayEquals(value, get(engine, key("large")));
            assertFalse(engine.storage().failed());
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("pages").toFile(), "rw")) {
                file.setLength(0);
            }
            boolean failed = false;
            for (int i = 0; i < READS && !failed; i++) {
                try {
                    get(engine, key("large"));
                    failed = engine.storage().failed();
                } catch (InternalError fault) {
                    // It may be told of the read itself, or later, when the step is over and nobody has noted it.
                } catch (CommandError refusal) {
                    failed = true;
                }
            }
            assertTrue(engine.storage().failed());
            CommandError refusal = assertThrows(CommandError.class, () -> get(engine, key("large")));
            assertTrue(refusal.text().startsWith("MISCONF The store has failed"), refusal::text);
            refusal = assertThrows(CommandError.class, () -> set(engine, key("small"), new byte[1]));
            assertTrue(refusal.text().startsWith("MISCONF The store has failed"), refusal::text);
        } finally {
            engine.close();
        }
    }
}
