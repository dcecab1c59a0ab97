package io.larder.engine.chronicle;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.VanillaChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * The persisted Chronicle Map of all keys: {@code byte[]} key to {@code byte[]} entry image, any bytes, at most
 * {@value #MAX_ENTRY} together.
 *
 * <p><b>Room.</b> The file is made for a bound of live bytes and never grows in use: its segments have room for 1/0.6
 * of the bound, since overwriting with other lengths leaves holes, and all of it is reserved on the disk when the file
 * is made. Hashing fills segments unevenly. One that overflows takes a tier from a pool of an eighth of the segments,
 * which is reserved too. So a put succeeds as long as {@link #usedBytes} is within the bound; should keys be chosen to
 * collide, the pool grows, and only then can a disk that is full make a put fail.
 *
 * <p><b>Stops.</b> After a clean stop {@link #openClean}. After the process was killed, on the same boot,
 * {@link #repair}: entries that were being written at that moment are old, new or absent, all others are whole. After a
 * fall of the machine the file is not to be trusted. The caller keeps two processes from opening one file.
 *
 * <p>All methods may be called from any thread; a single key's entry is read and written atomically.
 */
final class EntryMap implements AutoCloseable {
    /** Bytes of key and image together that one entry may have. */
    static final int MAX_ENTRY = 72 << 10;

    private static final System.Logger LOG = System.getLogger(EntryMap.class.getName());
    private static final int TYPICAL_KEY = 20;
    private static final int TYPICAL_IMAGE = 100;

    static {
        ChronicleRuntime.prepare();
    }

    private final VanillaChronicleMap<byte[], byte[], Object> map;
    private final Tiers tiers;
    private final EntryReader reader;
    private final Expiries expiries;
    private final SpaceCount space;
    private volatile @Nullable Uses uses;

    private EntryMap(VanillaChronicleMap<byte[], byte[], Object> map) {
        this.map = map;
        this.tiers = new Tiers(map);
        this.reader = new EntryReader(map, tiers);
        this.expiries = new Expiries(map.actualSegments);
        this.space = new SpaceCount(reader, expiries);
        map.entryOperations = space;
        for (int segment = 0; segment < map.actualSegments; segment++) {
            int each = segment;
            tiers.forEachTier(each, tier -> {
                long entries = tiers.entries(each, tier);
                if (entries > 0) {
                    space.add(entries, tiers.chunks(tier));
                }
            });
        }
    }

    /**
     * Makes a new, empty map with room for {@code liveBytes} of live entries. The file appears whole or not at all.
     *
     * @throws IOException if the file exists, or the disk has no room for all of it
     */
    static EntryMap create(Path file, long liveBytes) throws IOException {
        if (Files.exists(file)) {
            throw new IOException("There is a map already: " + file);
        }
        MapGeometry geometry = MapGeometry.of(liveBytes);
        requireRoom(file, geometry);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try {
            write(geometry, unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return openClean(file, liveBytes);
    }

    /**
     * Opens a map that {@link #close} has closed.
     *
     * @throws SizeChangedException if the file was made for another bound of live bytes
     * @throws IOException if there is no such file, it is damaged, or it was not closed
     */
    static EntryMap openClean(Path file, long liveBytes) throws IOException {
        VanillaChronicleMap<byte[], byte[], Object> map = open(file, liveBytes);
        Tiers tiers = new Tiers(map);
        for (int segment = 0; segment < map.actualSegments; segment++) {
            if (tiers.lockWord(segment) != 0) {
                map.close();
                throw new IOException("The map was not closed and needs repair: " + file);
            }
        }
        return new EntryMap(map);
    }

    /**
     * Opens a map whose process was killed since this machine booted, and mends what it left half-done. Takes as long
     * as the few segments need that were being written; if that way fails, all of the map is recovered, in about 0.7 s
     * for a million entries.
     *
     * @throws SizeChangedException if the file was made for another bound of live bytes
     * @throws IOException if there is no such file, or it is damaged beyond recovery
     */
    static EntryMap repair(Path file, long liveBytes) throws IOException {
        VanillaChronicleMap<byte[], byte[], Object> map = open(file, liveBytes);
        try {
            int rebuilt = new SegmentRepair(map).run();
            LOG.log(System.Logger.Level.INFO, "Repaired {0} of {1} segments of {2}", rebuilt, map.actualSegments, file);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "Recovering all of " + file + ", as its repair failed", e);
            map.close();
            map = recover(file, liveBytes);
        }
        return new EntryMap(map);
    }

    /** Recovers every segment with the library's own method: the slow way, see {@link #repair}. */
    static VanillaChronicleMap<byte[], byte[], Object> recover(Path file, long liveBytes) throws IOException {
        return map(builder(MapGeometry.of(liveBytes)).recoverPersistedTo(file.toFile(), true, corruption -> {}));
    }

    /** The entry image of the key, the caller's own copy; null if there is none. */
    byte @Nullable [] get(byte[] key) {
        return reader.get(key, null);
    }

    /** As {@link #get}, and takes note that the key is used, where that is wanted. */
    byte @Nullable [] use(byte[] key) {
        return reader.get(key, uses);
    }

    /** Where to take note of the use of keys, if anywhere. */
    void uses(@Nullable Uses kept) {
        uses = kept;
    }

    /** Whether the use of keys is taken note of. */
    boolean tracks() {
        return uses != null;
    }

    /** How the key is known in an {@link AccessTable}. */
    long id(byte[] key) {
        return reader.id(key);
    }

    /** The key of an id, or null where there is none; of several, one. Only one that expires by {@code latest}. */
    byte @Nullable [] key(long id, long latest) {
        return reader.key(id, latest);
    }

    /** Shows some keys of a segment, from a place that {@code from} determines. The visitor must not use the map. */
    void sample(int segment, long from, boolean expiries, EntryReader.Visitor visitor) {
        reader.sample(segment, from, expiries, visitor);
    }

    /** Sets the entry image of the key. */
    void put(byte[] key, byte[] image) {
        if (key.length + image.length > MAX_ENTRY) {
            throw new IllegalArgumentException(
                    "Key and image have " + (key.length + image.length) + " bytes, over " + MAX_ENTRY);
        }
        map.put(key, image);
    }

    /** Removes the key, if it is there. */
    void remove(byte[] key) {
        map.remove(key);
    }

    boolean has(byte[] key) {
        return reader.has(key);
    }

    /** Number of keys. */
    long size() {
        return space.entries();
    }

    /**
     * Bytes that live entries take of the bound: whole chunks and hash slots, exact when no writer is at work. Entries
     * that are very small count {@value MapGeometry#MIN_COST} bytes each.
     */
    long usedBytes() {
        return space.liveBytes();
    }

    /** The most by which an entry of these lengths, new to the map, raises {@link #usedBytes}. */
    static long cost(int keyLength, int imageLength) {
        return MapGeometry.liveBytes(1, MapGeometry.chunks(keyLength, imageLength));
    }

    /**
     * Tiers that overflowing segments have taken from the pool. Not 0: the map is fuller than planned, reads slow down.
     */
    long extraTiers() {
        return map.globalMutableState().getExtraTiersInUse();
    }

    /** Which segments have keys that are to expire, and when. */
    Expiries expiries() {
        return expiries;
    }

    /** Counts a segment's expiries anew. The keys that are due by {@code now}. */
    List<byte[]> due(int segment, long now) {
        List<byte[]> due = new ArrayList<>();
        reader.look(segment, expiries, now, due::add);
        return due;
    }

    /** Whether a segment has no keys; a glance, without its lock. */
    boolean isEmpty(int segment) {
        return tiers.entries(segment, segment + 1L) == 0 && tiers.firstExtra(segment) == 0;
    }

    int segments() {
        return map.actualSegments;
    }

    /**
     * Calls {@code visitor} with each key and image of the segment, each array its own, while no other thread can write
     * to the segment. The visitor must not use the map.
     */
    void forEach(int segment, BiConsumer<byte[], byte[]> visitor) {
        reader.forEach(segment, visitor);
    }

    /** Removes all keys, segment by segment; keys that others put meanwhile may stay. Can be repeated after a kill. */
    void clear() {
        for (int segment = 0; segment < map.actualSegments; segment++) {
            tiers.clear(segment, space, expiries);
        }
    }

    /** Closes the file. No other thread may be using the map: reading unmapped memory would end the process. */
    @Override
    public void close() {
        map.close();
        expiries.free();
    }

    /** The library's map itself, as it was left. */
    static VanillaChronicleMap<byte[], byte[], Object> open(Path file, long liveBytes) throws IOException {
        if (!Files.exists(file)) {
            // The library would make a new one.
            throw new NoSuchFileException(file.toString());
        }
        MapGeometry geometry = MapGeometry.of(liveBytes);
        VanillaChronicleMap<byte[], byte[], Object> map = map(builder(geometry).createPersistedTo(file.toFile()));
        if (map.actualSegments != geometry.segments()) {
            long madeFor = new MapGeometry(map.actualSegments).liveBytes();
            map.close();
            throw new SizeChangedException(file, madeFor, liveBytes);
        }
        return map;
    }

    /** The library's map without a file, as small as can be, that was written and read. */
    static VanillaChronicleMap<byte[], byte[], Object> inMemory() {
        VanillaChronicleMap<byte[], byte[], Object> map =
                map(builder(new MapGeometry(1)).create());
        byte[] any = {1};
        map.put(any, any);
        map.get(any);
        return map;
    }

    static ChronicleMapBuilder<byte[], byte[]> builder(MapGeometry geometry) {
        return ChronicleMapBuilder.of(byte[].class, byte[].class)
                .averageKeySize(TYPICAL_KEY)
                .averageValueSize(TYPICAL_IMAGE)
                .actualSegments(geometry.segments())
                .actualChunkSize(MapGeometry.CHUNK_BYTES)
                .actualChunksPerSegmentTier(MapGeometry.SEGMENT_CHUNKS)
                .entriesPerSegment(MapGeometry.SEGMENT_ENTRIES)
                .maxChunksPerEntry(MapGeometry.chunks(0, MAX_ENTRY) + 1)
                .entries((long) geometry.segments() * MapGeometry.SEGMENT_ENTRIES)
                .checksumEntries(true)
                .putReturnsNull(true)
                .removeReturnsNull(true)
                .sparseFile(false)
                .skipCloseOnExitHook(true);
    }

    @SuppressWarnings("unchecked")
    private static VanillaChronicleMap<byte[], byte[], Object> map(ChronicleMap<byte[], byte[]> map) {
        return (VanillaChronicleMap<byte[], byte[], Object>) map;
    }

    private static void requireRoom(Path file, MapGeometry geometry) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        FileStore store = Files.getFileStore(directory);
        if (store.getUsableSpace() < geometry.fileBytes()) {
            throw new IOException("A map for " + geometry.liveBytes() + " live bytes needs " + geometry.fileBytes()
                    + " bytes on the disk of " + directory + ", which has " + store.getUsableSpace() + " left");
        }
    }

    private static void write(MapGeometry geometry, Path file) throws IOException {
        try {
            FreshMap.write(builder(geometry), file);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "The library makes " + file + ", which takes longer", e);
            Files.deleteIfExists(file);
            create(geometry, file);
        }
    }

    /**
     * Has the library make the file: the slow way, see {@link FreshMap}. Taking the first extra tier makes it reserve
     * and lay out the pool; then that tier is given back.
     */
    static void create(MapGeometry geometry, Path file) throws IOException {
        try (VanillaChronicleMap<byte[], byte[], Object> made =
                map(builder(geometry).createPersistedTo(file.toFile()))) {
            long tier = made.allocateTier();
            VanillaGlobalMutableState state = made.globalMutableState();
            state.setFirstFreeTierIndex(tier);
            state.setExtraTiersInUse(0);
        }
    }
}
