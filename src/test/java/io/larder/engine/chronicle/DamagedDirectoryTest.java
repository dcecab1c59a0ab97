package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.keyspace.Clock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** A directory of which a file was lost, or a part of one: it is said, and what else is there stays as it is. */
class DamagedDirectoryTest {

    static final List<String> FILES = DataDirectory.FILES;

    private static final long LIMIT = 1 << 20;
    private static final byte[] VALUE = new byte[100_000];

    @TempDir
    Path directory;

    @BeforeEach
    void fill() throws IOException {
        try (EmbeddedEngine engine = open()) {
            for (int i = 0; i < 5; i++) {
                Steps.set(engine, Steps.key("key:" + i), VALUE);
            }
        }
    }

    private EmbeddedEngine open() throws IOException {
        return EmbeddedEngine.open(directory, LIMIT, Clock.SYSTEM);
    }

    private void assertDamaged(String what) {
        String message = assertThrows(IOException.class, this::open).getMessage();
        assertTrue(
                message.startsWith(
                        "The data directory " + directory.toAbsolutePath() + " is damaged: its file " + what),
                message);
        assertTrue(message.endsWith("Restore a backup, or move the directory aside to start empty."), message);
    }

    @ParameterizedTest
    @FieldSource("FILES")
    void aFileThatIsLostIsNotMadeAnew(String name) throws IOException {
        Path file = directory.resolve(name);
        Path aside = directory.resolve("aside");
        Files.move(file, aside);
        assertDamaged(name + " is missing");
        assertTrue(Files.notExists(file));
        Files.move(aside, file);
        try (EmbeddedEngine engine = open()) {
            assertArrayEquals(VALUE, Steps.get(engine, Steps.key("key:4")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keys,            0,       keys is empty",
        "keys,            5000,    keys cannot be read",
        "keys,            1000000, keys cannot be read",
        "pages,           0,       pages is cut short",
        "pages,           500000,  pages is cut short",
        "pages.used,      0,       pages.used is cut short",
        "pages.used,      50,      pages.used is cut short",
        "pages.discarded, 0,       pages.discarded is cut short"
    })
    void aFileThatIsCutShortIsNotMadeLonger(String name, long length, String told) throws IOException {
        Path file = directory.resolve(name);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(length);
        }
        assertDamaged(told);
        assertEquals(length, Files.size(file));
    }

    /** It gives its room back to a disk that is full. */
    @Test
    void theFileOfLongBatchesMayBeEmpty() throws IOException {
        Files.write(directory.resolve("intents.large"), new byte[0]);
        open().close();
    }
}
