package io.larder.engine.chronicle;

import io.larder.keyspace.Keyspace.Found;
import io.larder.keyspace.Keyspace.Scan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all keys in the order of the map's segments and, within one, of a hash of theirs. A cursor is a segment
 * and a hash: it stays right whatever is put in or taken out between two calls.
 */
final class KeyScan {

    private record Candidate(byte[] key, byte[] image, int hash) {}

    private static final Comparator<Candidate> BY_HASH = (a, b) -> Integer.compareUnsigned(a.hash(), b.hash());

    private KeyScan() {}

    static Scan scan(EntryMap entries, Transaction step, long cursor, int atLeast) {
        List<Found> found = new ArrayList<>();
        int from = (int) cursor;
        for (long segment = cursor >>> 32; segment < entries.segments(); segment++) {
            List<Candidate> candidates = candidates(entries, step, (int) segment, from);
            from = 0;
            for (int i = 0; i < candidates.size(); i++) {
                Candidate candidate = candidates.get(i);
                if (found.size() >= atLeast && (i == 0 || candidates.get(i - 1).hash() != candidate.hash())) {
                    return new Scan(segment << 32 | candidate.hash() & 0xffff_ffffL, found);
                }
                add(found, candidate, step);
            }
        }
        found.addAll(step.own());
        return new Scan(0, found);
    }

    private static void add(List<Found> found, Candidate candidate, Transaction step) {
        Item changed = step.known(candidate.key());
        if (changed != null) {
            if (changed.visible()) {
                found.add(new Found(candidate.key(), changed.kind()));
            }
        } else if (Item.expiryOf(candidate.image()) > step.now()) {
            found.add(new Found(candidate.key(), Item.kindOf(candidate.image())));
        }
    }

    private static List<Candidate> candidates(EntryMap entries, Transaction step, int segment, int from) {
        List<Candidate> candidates = new ArrayList<>();
        if (entries.isEmpty(segment)) {
            return candidates;
        }
        int[] seen = {0};
        entries.forEach(segment, (key, image) -> {
            seen[0]++;
            int hash = hash(key);
            if (Integer.compareUnsigned(hash, from) >= 0) {
                candidates.add(new Candidate(key, image, hash));
            }
        });
        step.scanned(seen[0]);
        candidates.sort(BY_HASH);
        return candidates;
    }

    private static int hash(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x85ebca6b;
        return hash ^ hash >>> 13;
    }

    static byte @Nullable [] random(EntryMap entries, Transaction step) {
        if (step.size() <= 0) {
            return null;
        }
        List<Found> own = step.own();
        if (!own.isEmpty() && ThreadLocalRandom.current().nextLong(step.size()) < own.size()) {
            return own.get(ThreadLocalRandom.current().nextInt(own.size())).key();
        }
        int segments = entries.segments();
        int start = ThreadLocalRandom.current().nextInt(segments);
        for (int i = 0; i < segments; i++) {
            List<Found> found = new ArrayList<>();
            for (Candidate candidate : candidates(entries, step, (start + i) % segments, 0)) {
                add(found, candidate, step);
            }
            if (!found.isEmpty()) {
                return found.get(ThreadLocalRandom.current().nextInt(found.size()))
                        .key();
            }
        }
        return own.isEmpty() ? null : own.get(0).key();
    }

    /** The keys that a step's items add to the map. */
    static List<Found> own(List<Item> items, boolean cleared) {
        List<Found> found = new ArrayList<>();
        for (Item item : items) {
            if (item.changed() && item.visible() && (cleared || !item.stored())) {
                found.add(new Found(item.key(), item.kind()));
            }
        }
        return found;
    }
}
