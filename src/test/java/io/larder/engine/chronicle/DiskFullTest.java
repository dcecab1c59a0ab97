package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.read;
import static io.larder.engine.chronicle.Steps.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Reply;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a disk of its own that becomes full. It mounts a small file system, so it has to run as root. */
@Tag("real-parts")
class DiskFullTest {

    private static final long LIMIT = 8L << 20;
    private static final int SIZE = 300_000;

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(
                0,
                process.waitFor(),
                () -> String.join(" ", command) + ": " + output
                        + "This test mounts a file system and needs root for it.");
    }

    @Test
    void noRoomIsPromisedThatIsNotThere() throws IOException {
        ChronicleRuntime.prepare();
        try (RandomAccessFile file = new RandomAccessFile(disk.resolve("large").toFile(), "rw")) {
            long tooMuch = 100L << 20;
            assertThrows(IOException.class, () -> DiskSpace.reserve(file, tooMuch));
            int number = Jvm.getValue(file.getFD(), "fd");
            assertEquals(Posix.NO_SPACE, new Posix().fallocate(number, 0, 0, tooMuch));
        }
    }

    @Test
    void aFullDiskIsAnErrorOfOneCommand() throws Exception {
        Path data = disk.resolve("data");
        int stored;
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT, Clock.SYSTEM)) {
            set(engine, 0);
            fill();
            stored = 1;
            CommandError refusal = null;
            while (refusal == null) {
                try {
                    set(engine, stored);
                    stored++;
                } catch (CommandError e) {
                    refusal = e;
                }
            }
            assertEquals(PageFile.DISK_FULL.text(), refusal.text());
            assertTrue(stored < 20, "the disk was not full");
            assertHas(engine, stored);
            // What needs no more of the disk goes on.
            write(engine, keyspace -> keyspace.create(key("small"), Kind.STRING));
            setMany(engine, 100);
            // A step that is longer than what is kept of the intent file does.
            CommandError tooLong = assertThrows(CommandError.class, () -> setMany(engine, 2_000));
            assertEquals(PageFile.DISK_FULL.text(), tooLong.text());
            write(engine, keyspace -> keyspace.remove(key("small")));
            assertRefusedAsAWhole(engine, stored);
            assertEquals(List.of(), engine.check());

            Path copy = directory.resolve("copy");
            CrashedCopy.take(data, copy);
            try (EmbeddedEngine next = EmbeddedEngine.open(copy, LIMIT, Clock.SYSTEM)) {
                assertHas(next, stored);
                assertEquals(List.of(), next.check());
            }

            Files.delete(disk.resolve("filler"));
            set(engine, stored);
            stored++;
            setMany(engine, 2_000);
            assertHas(engine, stored);
            assertEquals(List.of(), engine.check());
        }
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, LIMIT, Clock.SYSTEM)) {
            assertHas(engine, stored);
            assertEquals(List.of(), engine.check());
        }
    }

    /** Room for a large value is not tried for on the disk before keys have gone, where there is none. */
    @Test
    void onAFullDiskKeysStillMakeRoomForLargeOnes() throws Exception {
        try (StoreClient client = new StoreClient(disk.resolve("data"), LIMIT, Clock.SYSTEM)) {
            EmbeddedEngine engine = client.engine();
            engine.evictionPolicy(EvictionPolicy.ALLKEYS_LRU);
            String value = "x".repeat(SIZE);
            int stored = 0;
            while (engine.usedBytes() + SIZE + SIZE / 50 < LIMIT) {
                assertEquals(Reply.OK, client.send("SET", "k" + stored++, value));
            }
            fill();
            for (int i = 0; i < 100; i++) {
                assertEquals(Reply.OK, client.send("SET", "k" + stored++, value));
            }
            assertEquals(stored, engine.usage().evicted() + engine.usage().keys());
            assertTrue(engine.usedBytes() > LIMIT - 2 * SIZE, "too many have gone: " + engine.usedBytes());
            assertEquals(List.of(), engine.check());
        }
    }

    @Test
    void aDiskTooSmallIsSaidAtTheStart() {
        IOException refusal = assertThrows(
                IOException.class, () -> EmbeddedEngine.open(disk.resolve("data"), 1L << 30, Clock.SYSTEM));
        assertTrue(refusal.getMessage().contains("needs"), refusal::getMessage);
    }

    private void fill() throws IOException {
        byte[] zeros = new byte[4096];
        try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            assertTrue(full.getMessage().contains("No space left"), full::getMessage);
        }
    }

    private static byte[] value(int number) {
        byte[] value = new byte[SIZE];
        Arrays.fill(value, (byte) (number + 1));
        return value;
    }

    private static void set(EmbeddedEngine engine, int number) {
        write(engine, keyspace -> {
            keyspace.create(key("k" + number), Kind.STRING).blob().set(value(number));
            return null;
        });
    }

    /** A command may take refusals of parts for nothing. */
    private static void assertRefusedAsAWhole(EmbeddedEngine engine, int stored) {
        CommandError refusal = assertThrows(
                CommandError.class,
                () -> write(engine, keyspace -> {
                    keyspace.create(key("half"), Kind.STRING);
                    try {
                        keyspace.create(key("k" + stored), Kind.STRING).blob().set(value(stored));
                    } catch (CommandError goesOn) {
                        throw new AssertionError("the command was told", goesOn);
                    }
                    return null;
                }));
        assertEquals(PageFile.DISK_FULL.text(), refusal.text());
        Object half = read(engine, keyspace -> keyspace.find(key("half")));
        assertEquals(null, half);
        assertHas(engine, stored);
    }

    private static void setMany(EmbeddedEngine engine, int count) {
        write(engine, keyspace -> {
            for (int i = 0; i < count; i++) {
                keyspace.create(key("m" + i), Kind.STRING).blob().set(new byte[1000]);
            }
            return null;
        });
    }

    private static void assertHas(EmbeddedEngine engine, int stored) {
        read(engine, (Keyspace keyspace) -> {
            for (int i = 0; i < stored; i++) {
                assertArrayEquals(value(i), keyspace.find(key("k" + i)).blob().all());
            }
            assertEquals(null, keyspace.find(key("k" + stored)));
            return null;
        });
    }
}
