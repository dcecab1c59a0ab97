package io.larder.engine.chronicle;

import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.KeyUse;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Says which key has to go when there is no room.
 *
 * <p>As in Redis there is no list of all keys in any order: some keys are looked at by chance, and the best of them are
 * remembered for the next time ({@link Oldest}), so a key costs two bytes for its {@link AccessTable} and six to seven
 * for {@link Frequencies}, and nothing on the heap.
 *
 * <p><b>Adaptive.</b> This is W-TinyLFU (G. Einziger, R. Friedman, B. Manes: <i>TinyLFU: A Highly Efficient Cache
 * Admission Policy</i>, ACM Transactions on Storage 13(4), 2017) over such a sample. New keys are in a window. Who has
 * to leave it is let in to the others only if it was used more often than the key which would go for it, by two at
 * least, that is the one of the probation that was not used for the longest time. Keys that are used while on probation
 * are protected, four fifths of the others at most. How large the window is, and whether one second use lets in as
 * well, follows the load, see {@link Tuner} and {@link Arrangement}: with a window of all it is LRU.
 *
 * <p>A small store is simulated as a whole. Then no order has to be guessed from a sample: keys go that the best
 * simulation does not hold, or else the one that goes there. So it is soon what it would be, had it always been
 * arranged like that.
 *
 * <p><b>Expired.</b> A key that has expired goes before all others, under any policy. It is met where the segment of
 * the sample has something that is due, which {@link Expiries} know, so nobody else looks for it.
 *
 * <p>What is known of the use of keys is lost with the process. Keys of which nothing is known count as old, so after a
 * start they go first, by chance, unless they are used.
 */
final class Evictor {

    /** Keys that are looked at for each that goes. */
    private static final int SAMPLE = 64;

    /** A window up to this part of the cache is kept as a queue: too few of a sample would be of it. */
    private static final double QUEUED = 0.125;

    private static final int PROTECTED_TENTHS = 8;
    private static final int SEEN_KEPT = 4096;
    private static final int TRIES = 64;

    /** So many keys that have to stay, or are gone, may be met before whoever is seen next goes. */
    private static final int PREFERRED = 4;

    /** New keys that are moved out of a window that is too large, for each that comes. */
    private static final int MOVED = 2;

    private static final int COUNTED_EVERY = 16;

    /** Steps by which the counters grow with each call of {@link #pass}: some milliseconds. */
    private static final int GROWN = 16;

    /** Keys that are gone and may be in the queue of new keys. */
    private static final int GONE_KEPT = 8192;

    /** No key. */
    static final long NOBODY = -1;

    private static final long[] NONE = {};

    private final EntryMap entries;
    private final Store store;
    private final SplittableRandom random = new SplittableRandom();
    private final Oldest oldest = new Oldest();
    private final Oldest oldestNew = new Oldest();
    private final NewKeys queue = new NewKeys();
    private final Look look = new Look();
    private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
    private volatile @Nullable Uses uses;
    private long window;
    private boolean queued = true;
    private int seenProtected;
    private int seenOthers;
    private int inserts;

    Evictor(EntryMap entries, Store store) {
        this.entries = entries;
        this.store = store;
    }

    EvictionPolicy policy() {
        return policy;
    }

    /** Goes by another policy from here on. */
    synchronized void policy(EvictionPolicy next) {
        Uses known = uses;
        if (next.byUse() && known == null) {
            known = new Uses(entries.segments(), store.limit() / MapGeometry.MIN_COST, store.clock());
            uses = known;
        }
        policy = next;
        if (known != null) {
            known.tune(next == EvictionPolicy.ADAPTIVE);
            known.table().letAllIn();
            count(known);
            // Here nobody waits for it, and where nothing was counted before, nearly all of it is missing.
            while (known.grow()) {
                Thread.onSpinWait();
            }
        }
        entries.uses(next.byUse() ? known : null);
        window = 0;
        forgetFound();
    }

    private void forgetFound() {
        oldest.clear();
        oldestNew.clear();
        queue.clear();
    }

    /** These keys have changed, and before that, all were removed, if so. */
    void stored(List<Item> items, boolean all) {
        if (!entries.tracks()) {
            return;
        }
        if (all) {
            cleared();
        }
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.changed() && item.stored() != item.remains()) {
                long id = entries.id(item.key());
                if (item.remains()) {
                    inserted(id);
                } else {
                    removed(id);
                }
            }
        }
    }

    private synchronized void inserted(long id) {
        Uses known = uses;
        if (known == null || !policy.byUse()) {
            return;
        }
        if (inserts++ % COUNTED_EVERY == 0) {
            count(known);
        }
        known.count(id);
        if (policy != EvictionPolicy.ADAPTIVE) {
            known.table().put(id, AccessTable.PROBATION);
            return;
        }
        followWindow(known);
        long quota = quota(known);
        for (int i = 0; i < MOVED && window >= quota; i++) {
            long out = leaver(known);
            if (out == NOBODY) {
                break;
            }
            letIn(known, out);
        }
        if (known.table().put(id, AccessTable.WINDOW) == AccessTable.WINDOW) {
            window--;
        }
        window++;
        if (queued) {
            if (queue.size() > 2 * window + GONE_KEPT) {
                tidy(known);
            }
            queue.add(id, known.table().now());
        }
    }

    /** Keys that were deleted while they were new are still in the queue: they leave it. */
    private void tidy(Uses known) {
        for (int left = queue.size(); left > 0; left--) {
            long id = queue.first();
            int then = queue.firstStamp();
            queue.removeFirst();
            if (AccessTable.part(known.table().look(id)) == AccessTable.WINDOW) {
                queue.add(id, then);
            }
        }
        if (queue.size() > 2 * window + GONE_KEPT) {
            // The same keys come and go.
            queue.clear();
            known.table().letAllIn();
            window = 0;
        }
    }

    private synchronized void removed(long id) {
        Uses known = uses;
        if (known != null && known.table().remove(id) == AccessTable.WINDOW) {
            window--;
        }
    }

    private synchronized void cleared() {
        Uses known = uses;
        if (known != null) {
            known.clear();
        }
        window = 0;
        forgetFound();
    }

    private void count(Uses known) {
        long now = entries.size();
        long used = Math.max(1, store.used());
        long full = used >= store.limit() ? now : (long) ((double) now * store.limit() / used);
        known.keys(now, Math.max(1, full));
    }

    private long quota(Uses known) {
        return Math.max(1, known.tuner().best().window(entries.size()));
    }

    /** The window may have another size than the last time. */
    private void followWindow(Uses known) {
        boolean small = known.tuner().best().share() <= QUEUED && !known.tuner().exact();
        if (small == queued) {
            return;
        }
        queued = small;
        queue.clear();
        if (small) {
            known.table().letAllIn();
            window = 0;
        }
    }

    /**
     * The key to take out, or null where there is none.
     *
     * @param own ids of keys that stay, in their order
     */
    synchronized @Nullable Chosen choose(long[] own) {
        try {
            return chosen(own);
        } finally {
            look.own = NONE;
        }
    }

    private @Nullable Chosen chosen(long[] own) {
        for (int i = 0; i < TRIES; i++) {
            long id = pick(own, i >= PREFERRED);
            if (id == NOBODY) {
                return null;
            }
            int age = ageWhenPicked(id);
            oldest.remove(id);
            oldestNew.remove(id);
            if (Arrays.binarySearch(own, id) >= 0) {
                // It is about to be used. No sample shows it, but it may have been found before.
                keep(id);
                continue;
            }
            byte[] key = entries.key(id, latest(id));
            if (key != null) {
                return new Chosen(key, id, age);
            }
            removed(id);
        }
        return null;
    }

    /** A key that is to go, as it was when that was said: whoever takes it out may have to wait for its lock. */
    record Chosen(byte[] key, long id, int age) {}

    /** Whether a key was used since it was chosen: then it is no longer the one to go. */
    boolean usedSince(Chosen chosen) {
        return age(chosen.id) < chosen.age;
    }

    /** Of one that is written at this moment it is still what had it picked. */
    private int ageWhenPicked(long id) {
        Uses known = uses;
        Oldest list = oldestNew.find(id) >= 0 ? oldestNew : oldest;
        int at = list.find(id);
        return known == null || at < 0 ? age(id) : Math.min(known.table().now() - list.stamp(at), AccessTable.OLDEST);
    }

    private int age(long id) {
        Uses known = uses;
        return known == null ? 0 : Math.min(AccessTable.age(known.table().look(id)), AccessTable.OLDEST);
    }

    private long latest(long id) {
        if (id == look.lapsed) {
            return look.now;
        }
        return policy.onlyExpiring() ? Item.NEVER - 1 : Item.NEVER;
    }

    private void keep(long id) {
        Uses known = uses;
        if (known != null) {
            if (known.table().remove(id) == AccessTable.WINDOW) {
                window--;
            }
            known.table().put(id, AccessTable.PROTECTED);
        }
    }

    /**
     * Who goes, {@link #NOBODY} where there is no key.
     *
     * @param own ids of keys that no sample is to show
     * @param any the best of a sample will do
     */
    private long pick(long[] own, boolean any) {
        Uses known = uses;
        if (policy == EvictionPolicy.NOEVICTION) {
            return NOBODY;
        }
        look.begin(known, own, any);
        if (!any) {
            entries.expiries().now(look.now);
        }
        if (known == null || !policy.byUse() || policy.onlyExpiring() || policy.byFrequency()) {
            sample();
            return look.lapsed != NOBODY ? look.lapsed : look.best;
        }
        refresh(known, oldest, false);
        refresh(known, oldestNew, true);
        sample();
        if (look.lapsed != NOBODY) {
            return look.lapsed;
        }
        if (any) {
            return look.best;
        }
        if (policy != EvictionPolicy.ADAPTIVE) {
            return oldest.size() > 0 ? oldest.id(0) : look.best;
        }
        demote(known);
        followWindow(known);
        long gone = known.tuner().exact() ? simulated(known) : NOBODY;
        return gone != NOBODY ? gone : contest(known);
    }

    private long simulated(Uses known) {
        AccessTable table = known.table();
        long stray = known.tuner().stray(look.ids, Math.min(SAMPLE, look.ofUse), table);
        return stray != NOBODY ? stray : known.tuner().next(id -> AccessTable.part(table.look(id)) != AccessTable.NONE);
    }

    private long contest(Uses known) {
        long victim = oldest.size() > 0 ? oldest.id(0) : look.protectedId;
        if (window < quota(known) && victim != NOBODY) {
            return victim;
        }
        long candidate = leaver(known);
        if (candidate == NOBODY) {
            return victim != NOBODY ? victim : look.best;
        }
        if (victim == NOBODY || !known.tuner().best().admits(known.frequency(candidate), known.frequency(victim))) {
            return candidate;
        }
        letIn(known, candidate);
        return victim;
    }

    private void letIn(Uses known, long id) {
        known.table().put(id, AccessTable.PROBATION);
        oldestNew.remove(id);
        window = Math.max(0, window - 1);
    }

    /** Who leaves the window next. */
    private long leaver(Uses known) {
        if (!queued) {
            return oldestNew.size() > 0 ? oldestNew.id(0) : NOBODY;
        }
        for (int left = queue.size(); left > 0; left--) {
            long id = queue.first();
            int then = queue.firstStamp();
            int seen = known.table().look(id);
            queue.removeFirst();
            if (AccessTable.part(seen) != AccessTable.WINDOW) {
                continue;
            }
            int stamp = known.table().now() - AccessTable.age(seen);
            if ((stamp & 0xff) == then) {
                return id;
            }
            queue.add(id, stamp);
        }
        if (queue.size() > 0) {
            long id = queue.first();
            queue.removeFirst();
            return id;
        }
        window = 0;
        return NOBODY;
    }

    /** Where too many are protected, the oldest that was seen is so no more. */
    private void demote(Uses known) {
        if (seenProtected + seenOthers > SEEN_KEPT) {
            seenProtected /= 2;
            seenOthers /= 2;
        }
        if (look.protectedId != NOBODY
                && seenProtected * 10L > (seenProtected + seenOthers) * (long) PROTECTED_TENTHS) {
            known.table().put(look.protectedId, AccessTable.PROBATION);
        }
    }

    /** Who was used meanwhile, or is gone, is no longer among the oldest. */
    private void refresh(Uses known, Oldest found, boolean isNew) {
        AccessTable table = known.table();
        for (int i = found.size() - 1; i >= 0; i--) {
            int seen = table.look(found.id(i));
            int age = AccessTable.age(seen);
            boolean same = age >= AccessTable.OLDEST || table.now() - age == found.stamp(i);
            boolean here = policy != EvictionPolicy.ADAPTIVE
                    || (isNew
                            ? AccessTable.part(seen) == AccessTable.WINDOW
                            : AccessTable.part(seen) <= AccessTable.PROBATION
                                    && AccessTable.part(seen) != AccessTable.WINDOW);
            if (!same || !here) {
                found.remove(i);
            }
        }
    }

    /** Looks at some keys by chance; at all, if need be, until one was of use. */
    private void sample() {
        int segments = entries.segments();
        int segment = random.nextInt(segments);
        long from = random.nextInt(1 << 30);
        for (int i = 0; i <= segments; i++) {
            look.segment = segment;
            if (mayHaveSome(segment)) {
                boolean due = entries.expiries().due(segment) != 0;
                entries.sample(segment, from, policy.onlyExpiring() || due, look);
            }
            from = 0;
            segment = segment + 1 == segments ? 0 : segment + 1;
            if (look.lapsed != NOBODY || look.enough()) {
                return;
            }
        }
    }

    /** Where only keys that are to expire go, and they are few, the others are not to be looked at each time. */
    private boolean mayHaveSome(int segment) {
        if (policy.onlyExpiring()) {
            if (entries.expiries().unknown(segment)) {
                entries.due(segment, store.clock().now());
            }
            return !entries.expiries().without(segment);
        }
        return true;
    }

    /** Takes note of the keys of a sample. */
    private final class Look implements EntryReader.Visitor {
        private @Nullable Uses known;
        private long[] own = NONE;
        private int segment;
        private int seen;
        private int ofUse;
        private long best;
        private long bestScore;
        private long protectedId;
        private int protectedAge;
        private long lapsed;
        private long now;
        private final long[] ids = new long[SAMPLE];

        void begin(@Nullable Uses noted, long[] left, boolean any) {
            known = noted;
            own = left;
            seen = 0;
            ofUse = 0;
            best = NOBODY;
            bestScore = Long.MIN_VALUE;
            protectedId = NOBODY;
            protectedAge = -1;
            lapsed = NOBODY;
            now = any ? Long.MIN_VALUE : store.clock().now();
        }

        boolean enough() {
            return seen >= SAMPLE && ofUse > 0;
        }

        @Override
        public boolean see(long slotKey, long expireAt) {
            seen++;
            long id = AccessTable.id(segment, slotKey);
            if (policy.onlyExpiring() && expireAt == Item.NEVER || Arrays.binarySearch(own, id) >= 0) {
                return !enough();
            }
            if (expireAt <= now) {
                lapsed = id;
                return false;
            }
            if (ofUse < SAMPLE) {
                ids[ofUse] = id;
            }
            ofUse++;
            long score = score(id, expireAt);
            if (score > bestScore) {
                bestScore = score;
                best = id;
            }
            return !enough();
        }

        private long score(long id, long expireAt) {
            Uses noted = known;
            if (policy == EvictionPolicy.VOLATILE_TTL) {
                return -expireAt;
            }
            if (noted == null || !policy.byUse()) {
                return random.nextInt(1 << 30);
            }
            int cell = noted.table().look(id);
            int age = AccessTable.age(cell);
            if (policy.byFrequency()) {
                return -((long) noted.frequency(id) << 8) + age;
            }
            if (policy == EvictionPolicy.ADAPTIVE) {
                place(noted, id, AccessTable.part(cell), age);
            } else if (!policy.onlyExpiring()) {
                oldest.offer(id, noted.table().now() - age);
            }
            return age;
        }

        private void place(Uses noted, long id, int part, int age) {
            int stamp = noted.table().now() - age;
            if (part == AccessTable.WINDOW) {
                if (!queued) {
                    oldestNew.offer(id, stamp);
                }
                return;
            }
            if (part != AccessTable.PROTECTED) {
                seenOthers++;
                oldest.offer(id, stamp);
                return;
            }
            seenProtected++;
            if (age > protectedAge) {
                protectedAge = age;
                protectedId = id;
            }
        }
    }

    /** How a stored key was used. */
    synchronized KeyUse use(byte[] key) {
        Uses known = uses;
        if (known == null || !policy.byUse()) {
            return new KeyUse(policy, 0, 0);
        }
        long id = entries.id(key);
        return new KeyUse(
                policy,
                known.frequency(id),
                known.table().idleMillis(id, store.clock().now()) / 1000);
    }

    /** Time passes: to be said some times a second. */
    void pass() {
        Uses known = uses;
        if (known != null && entries.tracks()) {
            known.table().pass(store.clock().now());
            for (int i = 0; i < GROWN && grow(known); i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** New keys do this as well, but they may stop to come. */
    private synchronized boolean grow(Uses known) {
        return known == uses && known.grow();
    }

    /** Bytes off the heap that it takes. */
    long bytes() {
        Uses known = uses;
        return known == null ? 0 : known.bytes();
    }

    /** Gives its memory back. Nobody may use it any more. */
    synchronized void free() {
        Uses known = uses;
        policy = EvictionPolicy.NOEVICTION;
        entries.uses(null);
        uses = null;
        if (known != null) {
            known.free();
        }
    }
}
