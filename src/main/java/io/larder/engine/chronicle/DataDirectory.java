package io.larder.engine.chronicle;

import io.larder.keyspace.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The data directory: one process at a time, and how the last one left it.
 *
 * <p>{@code larder.lock} is held for as long as the process lives, and has its number. {@code larder.properties} tells
 * the format, the limit that the map was made for, whether the last stop was clean, and on which boot of the machine it
 * ran.
 */
final class DataDirectory {

    private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());
    private static final String FORMAT = "1";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    /** The names of the files that hold data. */
    static final List<String> FILES =
            List.of("keys", "pages", "pages.used", "pages.discarded", "intents", "intents.large");

    /** Bytes that the number of the process takes. */
    private static final int SIGNATURE = 32;

    /** The fewest bytes of the state, more than it needs: another one fits where it stands, also on a full disk. */
    private static final int STATE_BYTES = 512;

    private static final String STATE = "larder.properties";
    private static final String CLEAN = "clean";
    private static final String RESIZED = "keys-are-resized";
    private static final String MEMORY = "memory-max";
    private static final String IDENTITY = "keys-file";

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;
    private long memory;

    private DataDirectory(Path path, FileChannel lockFile, FileLock lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process.
     *
     * @throws IOException where another process has it, or it cannot be made
     */
    static DataDirectory lock(Path path) throws IOException {
        Files.createDirectories(path);
        Path real = path.toRealPath();
        String self = Long.toString(ProcessHandle.current().pid());
        // Asked before the file is opened: closing it again would let go the lock that this process has on it.
        if (!HELD.add(real)) {
            throw inUse(real, self);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    real.resolve("larder.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                ByteBuffer holder = ByteBuffer.allocate(SIGNATURE);
                channel.read(holder, 0);
                throw inUse(real, new String(holder.array(), 0, holder.position(), StandardCharsets.US_ASCII).trim());
            }
            sign(channel, self);
            return new DataDirectory(real, channel, lock);
        } catch (IOException | RuntimeException | Error e) {
            HELD.remove(real);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** The lock holds without a name on it, where the disk is too full for that. */
    private static void sign(FileChannel channel, String process) {
        String text = String.format("%-" + SIGNATURE + "s", process);
        try {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "The number of this process cannot be written down: {0}", full);
        }
    }

    private static IOException inUse(Path path, String process) {
        return new IOException("The data directory " + path + " is in use by another Larder (process " + process
                + "). Stop that one, or give this one a directory of its own with LARDER_DATA_DIR.");
    }

    /** Opens the store as its state demands. */
    Store open(long memoryMax, Clock clock, Progress progress) throws IOException {
        memory = memoryMax;
        Properties state = read();
        if (state == null) {
            progress.at("making a new store", 0, 0);
            return create(memoryMax, clock);
        }
        if (!FORMAT.equals(state.getProperty("format"))) {
            throw new IOException("The data directory " + path.toAbsolutePath() + " has format "
                    + state.getProperty("format") + ", and this Larder reads " + FORMAT + " only.");
        }
        requireFiles();
        boolean clean = "true".equals(state.getProperty(CLEAN));
        if (!clean && !bootId().equals(state.getProperty("boot"))) {
            throw new IOException("The machine went down while Larder was running, so the data in "
                    + path.toAbsolutePath() + " may be damaged in ways that cannot be seen. Move the directory"
                    + " aside, or remove it, to start empty.");
        }
        if (!clean && !identity().equals(state.getProperty(IDENTITY, identity()))) {
            throw new IOException(
                    "The data directory " + path.toAbsolutePath() + " was copied while Larder was running,"
                            + " so its files may not fit together. Stop Larder before you copy its directory."
                            + " Move this copy aside, or remove it, to start empty.");
        }
        long madeFor = Long.parseLong(state.getProperty(MEMORY));
        long began = System.nanoTime();
        progress.at(clean ? "opening the keys" : "mending the keys, as the last process was killed", 0, 0);
        EntryMap entries = clean ? openClean(madeFor) : repair(madeFor);
        Store store;
        try {
            store = new Store(path, entries, memoryMax, clock);
        } catch (IOException | RuntimeException | Error e) {
            entries.close();
            throw e;
        }
        if (!clean) {
            progress.at("completing unfinished changes", 0, 0);
            int batches = store.recover();
            LOG.log(
                    System.Logger.Level.INFO,
                    "The last process was killed: {0} unfinished changes were completed, in {1} ms",
                    batches,
                    (System.nanoTime() - began) / 1_000_000);
        }
        if (madeFor != memoryMax) {
            store.close();
            store = resize(madeFor, memoryMax, clock, progress);
        }
        write(false);
        return store;
    }

    /** Whatever was in a file that is lost would not be missed, but for the keys that are gone, or point nowhere. */
    private void requireFiles() throws IOException {
        for (String name : FILES) {
            if (!Files.exists(path.resolve(name))) {
                throw damaged(name + " is missing");
            }
        }
        if (Files.size(map()) == 0) {
            throw damaged("keys is empty");
        }
        PageFile.requireLengths(path, this::damaged);
    }

    private IOException damaged(String what) {
        return new IOException("The data directory " + path.toAbsolutePath() + " is damaged: its file " + what
                + ". Restore a backup, or move the directory aside to start empty.");
    }

    private EntryMap repair(long madeFor) throws IOException {
        try {
            return EntryMap.repair(map(), madeFor);
        } catch (SizeChangedException e) {
            throw e;
        } catch (IOException e) {
            throw damaged("keys cannot be read (" + e.getMessage() + ")");
        }
    }

    /** A map that is clean may have locks all the same, if its keys were being copied when the process was killed. */
    private EntryMap openClean(long madeFor) throws IOException {
        try {
            return EntryMap.openClean(map(), madeFor);
        } catch (SizeChangedException e) {
            throw e;
        } catch (IOException held) {
            LOG.log(System.Logger.Level.INFO, held.getMessage());
            return repair(madeFor);
        }
    }

    private Path resized() {
        return path.resolve("keys.resized");
    }

    private Path map() {
        return path.resolve("keys");
    }

    private Store create(long memoryMax, Clock clock) throws IOException {
        Path unfinished = path.resolve("larder.unfinished");
        if (Files.exists(map()) && !Files.exists(unfinished)) {
            throw new IOException("The data directory " + path.toAbsolutePath() + " has keys and no larder.properties,"
                    + " which tells how to read them. Put that file back, or move the directory aside to start empty.");
        }
        Files.write(unfinished, new byte[0]);
        for (String leftOver : FILES) {
            Files.deleteIfExists(path.resolve(leftOver));
        }
        EntryMap entries = EntryMap.create(map(), memoryMax);
        Store store;
        try {
            store = new Store(path, entries, memoryMax, clock);
        } catch (IOException | RuntimeException | Error e) {
            entries.close();
            throw e;
        }
        write(false);
        Files.delete(unfinished);
        return store;
    }

    /** Copies the entries into a map made for another limit; the pages stay where they are. */
    private Store resize(long from, long to, Clock clock, Progress progress) throws IOException {
        memory = from;
        markClean();
        memory = to;
        LOG.log(System.Logger.Level.INFO, "The memory limit was {0} bytes and is now {1}: copying the keys", from, to);
        Path made = resized();
        Files.deleteIfExists(made);
        try (EntryMap old = EntryMap.openClean(map(), from)) {
            if (old.usedBytes() > to) {
                throw new IOException("The keys take " + old.usedBytes() + " bytes, more than the new limit of " + to
                        + ". Raise LARDER_MEMORY_MAX.");
            }
            try (EntryMap copy = EntryMap.create(made, to)) {
                for (int segment = 0; segment < old.segments(); segment++) {
                    progress.at("copying the keys, as the memory limit has changed", segment, old.segments());
                    old.forEach(segment, copy::put);
                }
            }
        }
        // Before this the next start finds the old map with its old limit, after it the new one.
        force(made);
        write(true, true);
        Files.move(made, map(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Store(path, EntryMap.openClean(map(), to), to, clock);
    }

    private static String bootId() throws IOException {
        return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).trim() : "unknown";
    }

    /**
     * Which file the map is: a copy is another one. A kill leaves pages of memory that belong together, a copy that
     * took a while does not, and nothing else could tell the two apart. The device is left out, as a volume may get
     * another number when it is attached again.
     */
    private String identity() throws IOException {
        try {
            return Files.getAttribute(map(), "unix:ino").toString();
        } catch (UnsupportedOperationException notUnix) {
            return "unknown";
        }
    }

    private @Nullable Properties read() throws IOException {
        Path file = path.resolve(STATE);
        if (!Files.exists(file)) {
            return null;
        }
        Properties state = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            state.load(in);
        }
        if (state.containsKey(RESIZED) && Files.exists(resized())) {
            Files.move(resized(), map(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return state;
    }

    private void write(boolean clean) throws IOException {
        write(clean, false);
    }

    private void write(boolean clean, boolean moving) throws IOException {
        // Not by Properties, which would add the time of day: the names of time zones take a twentieth of a start.
        StringBuilder text = new StringBuilder(STATE_BYTES).append("# Larder's data: do not edit\n");
        line(text, "format", FORMAT);
        line(text, "boot", bootId());
        line(text, CLEAN, clean);
        line(text, MEMORY, memory);
        line(text, IDENTITY, identity());
        if (moving) {
            line(text, RESIZED, true);
        }
        text.append("\n".repeat(Math.max(0, STATE_BYTES - text.length())));
        replace(path.resolve(STATE), text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append('=').append(value).append('\n');
    }

    private void replace(Path file, byte[] content) throws IOException {
        Path made = path.resolve(STATE + ".new");
        try {
            Files.write(made, content);
            force(made);
        } catch (IOException full) {
            Files.deleteIfExists(made);
            overwrite(file, content, full);
            return;
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(path, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Where the disk has no room for a second one. It is no longer than a sector, so it is written as a whole. */
    private static void overwrite(Path file, byte[] content, IOException cause) throws IOException {
        if (!Files.exists(file) || Files.size(file) > content.length) {
            throw cause;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), 0);
            channel.force(true);
        }
    }

    /** All is stored and closed: has the disk take it, and then says so. */
    void markClean() throws IOException {
        for (String name : FILES) {
            force(path.resolve(name));
        }
        write(true);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Lets the directory go. */
    void release() throws IOException {
        try (lockFile) {
            lock.release();
        } finally {
            HELD.remove(path);
        }
    }
}
