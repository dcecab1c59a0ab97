package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.MSyncFlag;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixTest {

    private static final int NO_SUCH_FILE_OPEN = 9;

    @TempDir
    private Path directory;

    private final Posix posix = new Posix();

    @BeforeAll
    static void prepare() {
        ChronicleRuntime.prepare();
    }

    @Test
    void anErrorOfTheSystemIsItsNumber() {
        assertEquals(NO_SUCH_FILE_OPEN, Posix.allocate(1_000_000, 0, 1));
        assertEquals(NO_SUCH_FILE_OPEN, posix.fallocate(1_000_000, 0, 0, 1));
    }

    @Test
    void onlyWhatIsMappedCanBeWritten() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path("mapped").toFile(), "rw")) {
            long size = OS.pageSize();
            long address = OS.map(file.getChannel(), MapMode.READ_WRITE, 0, size);
            assertEquals(0, posix.msync(address, size, MSyncFlag.MS_SYNC));
            OS.unmap(address, size);
            assertNotEquals(0, posix.msync(address, size, MSyncFlag.MS_SYNC));
        }
    }

    /** Where there is no library for the processor the disk's room is taken by writing. */
    @Test
    void aStoreOpensWhereTheSystemCannotBeAsked() throws Exception {
        try (Victim victim = new Victim(directory, "-Dos.arch=another", WithoutLibraries.class, path("map"))) {
            assertEquals(List.of("-1", "true"), victim.told(), victim::errors);
        }
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    /** Makes a map, and tells what the system says, and whether all of the file is on the disk. */
    static final class WithoutLibraries {

        private WithoutLibraries() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            EntryMap.create(file, 4 << 20).close();
            Victim.tell(Posix.allocate(0, 0, 0));
            Victim.tell(EntryMapRoomTest.reserved(file) >= Files.size(file));
        }
    }
}
