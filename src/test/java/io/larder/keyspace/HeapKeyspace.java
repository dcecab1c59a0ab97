package io.larder.keyspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The in-heap twin of a database: simple and obviously right, for tests. It shares nothing with the engines and is
 * strict where they may be lenient: keys that the command does not name, changes of stale entries and trees of one
 * value with different sizes are errors of the test's subject and thrown as such.
 *
 * <p>One command lies between {@link #begin} and {@link #end}. Not safe for threads.
 */
public final class HeapKeyspace implements Keyspace {

    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private final Clock clock;
    private final Map<byte[], HeapEntry> entries = new TreeMap<>(BYTES);
    private final Map<byte[], Long> serials = new TreeMap<>(BYTES);
    private final TreeMap<Long, byte[]> keys = new TreeMap<>();
    private final Set<HeapEntry> touched = new HashSet<>();
    private final Random random = new Random(42);
    private final List<Runnable> told = new ArrayList<>();
    private final List<Runnable> lapsed = new ArrayList<>();
    private EventListener listener = EventListener.NONE;
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;
    private boolean reading;
    private @Nullable Set<byte[]> named;
    private long now;
    private long command = 1;
    private long versions;
    private long serial;
    private long changes;
    private boolean changed;
    private boolean settling;

    /** An empty database. */
    public HeapKeyspace(Clock clock) {
        this.clock = clock;
        this.now = clock.now();
    }

    /**
     * A command begins.
     *
     * @param mayUse the keys that it names, or null where it may look at any
     * @param onlyReads whether its row says that it only reads
     */
    public void begin(@Nullable Collection<byte[]> mayUse, boolean onlyReads) {
        reading = onlyReads;
        command++;
        now = clock.now();
        changed = false;
        settling = false;
        told.clear();
        lapsed.clear();
        touched.clear();
        named = null;
        if (mayUse != null) {
            named = new java.util.TreeSet<>(BYTES);
            named.addAll(mayUse);
        }
    }

    /** A command begins that may change something. */
    public void begin(@Nullable Collection<byte[]> mayUse) {
        begin(mayUse, false);
    }

    /** Has {@code next} told of what commands do from here on. */
    public void listen(EventListener next) {
        listener = next;
    }

    /** The command ends: what is empty or has expired by now goes. */
    public void end() {
        named = null;
        for (byte[] key : new ArrayList<>(entries.keySet())) {
            HeapEntry entry = entries.get(key);
            if (touched.contains(entry)) {
                if (!entry.consistent()) {
                    throw new AssertionError("the trees of one value have different sizes: " + entry.kind());
                }
                if (entry.expired(now)) {
                    lapse(key);
                } else if (entry.empty()) {
                    drop(key);
                }
            }
        }
        touched.clear();
    }

    /** Runs what was to be run behind a command that was not refused. */
    public void tell() {
        told.forEach(Runnable::run);
        told.clear();
    }

    /** Runs what was to be run behind a command whether or not it was refused: keys have expired by it. */
    public void tellOfRefused() {
        lapsed.forEach(Runnable::run);
        told.clear();
    }

    /** Whether anything has changed since {@link #begin}. */
    public boolean changed() {
        return changed;
    }

    /** A number that grows with each change of any key. */
    public long changes() {
        return changes;
    }

    /** The version of what a key has now, between commands; 0 where there is nothing. */
    public long version(byte[] key) {
        HeapEntry entry = entries.get(key);
        return entry == null || entry.expired(clock.now()) ? 0 : entry.version();
    }

    long command() {
        return command;
    }

    long nextVersion() {
        return ++versions;
    }

    void changing(HeapEntry entry) {
        touched.add(entry);
        changing();
    }

    private void changing() {
        changed = true;
        changes++;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void reach(byte[] key) {
        if (named != null) {
            named.add(key);
        }
    }

    @Override
    public void settle() {
        settling = true;
    }

    /** Whether the command may change something though its row says that it reads. */
    public boolean settling() {
        return settling;
    }

    @Override
    public void grow() {}

    @Override
    public void afterwards(Runnable last) {
        told.add(last);
    }

    @Override
    public void event(EventClass kind, String name, byte[] key) {
        EventListener now = listener;
        told.add(() -> now.happened(kind, name, key));
        HeapEntry entry = entries.get(key);
        if (kind.ofElements() && (entry == null || entry.empty())) {
            event(EventClass.GENERIC, "del", key);
        }
    }

    @Override
    public @Nullable Entry find(byte[] key) {
        return find(key, reading);
    }

    @Override
    public @Nullable Entry read(byte[] key) {
        return find(key, true);
    }

    @Override
    public @Nullable Entry peek(byte[] key) {
        check(key);
        return live(key);
    }

    @Override
    public KeyUse use(byte[] key) {
        check(key);
        return new KeyUse(policy, 0, 0);
    }

    @Override
    public Footprint footprint() {
        long bytes = entries.values().stream().mapToLong(HeapEntry::bytes).sum();
        return new Footprint(size(), bytes, 0, 0, 0, 0, Long.MAX_VALUE);
    }

    /** The policy of eviction, which only tells what is kept of the use of keys: nothing is ever taken out. */
    public EvictionPolicy policy() {
        return policy;
    }

    /** Sets the policy of eviction. */
    public void policy(EvictionPolicy next) {
        policy = next;
    }

    private @Nullable Entry find(byte[] key, boolean telling) {
        check(key);
        HeapEntry entry = live(key);
        if (entry == null && telling) {
            event(EventClass.KEY_MISS, "keymiss", key);
        }
        return entry;
    }

    private @Nullable HeapEntry live(byte[] key) {
        HeapEntry entry = entries.get(key);
        if (entry != null && entry.expired(now)) {
            lapse(key);
            return null;
        }
        return entry;
    }

    private void lapse(byte[] key) {
        drop(key);
        event(EventClass.EXPIRED, "expired", key);
        lapsed.add(told.get(told.size() - 1));
    }

    @Override
    public Entry create(byte[] key, Kind kind) {
        check(key);
        if (live(key) == null) {
            event(EventClass.NEW, "new", key);
        }
        return put(key, new HeapEntry(this, kind));
    }

    private HeapEntry put(byte[] key, HeapEntry entry) {
        if (key.length > KEY_LIMIT) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes");
        }
        HeapEntry old = entries.put(key, entry);
        if (old != null) {
            old.leave();
        }
        if (!serials.containsKey(key)) {
            serials.put(key, ++serial);
            keys.put(serial, key);
        }
        entry.touch();
        return entry;
    }

    @Override
    public boolean remove(byte[] key) {
        check(key);
        if (live(key) == null) {
            return false;
        }
        changing();
        drop(key);
        event(EventClass.GENERIC, "del", key);
        return true;
    }

    private void drop(byte[] key) {
        HeapEntry old = entries.remove(key);
        if (old != null) {
            old.leave();
            keys.remove(serials.remove(key));
        }
    }

    @Override
    public void rename(byte[] from, byte[] to) {
        HeapEntry moved = there(from, to).copy(this);
        drop(from);
        put(to, moved);
        event(EventClass.NEW, "new", to);
        event(EventClass.GENERIC, "rename_from", from);
        event(EventClass.GENERIC, "rename_to", to);
    }

    @Override
    public void copy(byte[] from, byte[] to) {
        put(to, there(from, to).copy(this));
        event(EventClass.NEW, "new", to);
        event(EventClass.GENERIC, "copy_to", to);
    }

    private HeapEntry there(byte[] from, byte[] to) {
        check(from);
        check(to);
        live(to);
        HeapEntry entry = live(from);
        if (entry == null) {
            throw new IllegalStateException("the key to take from is not there");
        }
        return entry;
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public byte @Nullable [] randomKey() {
        checkAny();
        List<byte[]> alive = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (!entry.expired(now)) {
                alive.add(key);
            }
        });
        return alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
    }

    @Override
    public Scan scan(long cursor, int atLeast) {
        checkAny();
        List<Found> found = new ArrayList<>();
        long next = cursor;
        int seen = 0;
        for (Map.Entry<Long, byte[]> key : keys.tailMap(cursor, false).entrySet()) {
            if (seen++ >= Math.max(1, atLeast)) {
                return new Scan(next, found);
            }
            next = key.getKey();
            HeapEntry entry = entries.get(key.getValue());
            if (!entry.expired(now)) {
                found.add(new Found(key.getValue(), entry.kind()));
            }
        }
        return new Scan(0, found);
    }

    @Override
    public void clear() {
        checkAny();
        if (!entries.isEmpty()) {
            changing();
        }
        for (byte[] key : new ArrayList<>(entries.keySet())) {
            drop(key);
        }
    }

    private void check(byte[] key) {
        if (named != null && !named.contains(key)) {
            throw new AssertionError("the row does not name the key " + Arrays.toString(key));
        }
    }

    private void checkAny() {
        if (named != null) {
            throw new AssertionError("the row does not say that it looks at keys which it does not name");
        }
    }
}
