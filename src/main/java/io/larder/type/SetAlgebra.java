package io.larder.type;

import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Intersection, union and difference of sets, which all have one order: their trees are merged, a few members of each
 * in memory at a time.
 *
 * <p>Where one set is far smaller than another, its members are looked up in the other instead of walking through all
 * of that. Results come as keys of trees, in order, to a sink that says whether it wants more.
 */
final class SetAlgebra {

    /** About how many elements can be walked past in the time that looking one up takes. */
    static final int WALK = 32;

    private SetAlgebra() {}

    /** What is in all of one or more sets. */
    static void intersection(List<MemberSet> sets, Predicate<byte[]> sink) {
        List<MemberSet> ascending = new ArrayList<>(sets);
        ascending.sort(Comparator.comparingLong(MemberSet::size));
        MemberSet least = ascending.get(0);
        List<Predicate<byte[]>> others = probes(ascending.subList(1, ascending.size()), least.size());
        MemberCursor cursor = new MemberCursor(least.tree());
        for (byte[] key = cursor.next(); key != null; key = cursor.next()) {
            if (all(others, key) && !sink.test(key)) {
                return;
            }
        }
    }

    /** What is in the first set, but in none of the others. */
    static void difference(MemberSet first, List<MemberSet> without, Predicate<byte[]> sink) {
        List<Predicate<byte[]>> others = probes(without, first.size());
        MemberCursor cursor = new MemberCursor(first.tree());
        for (byte[] key = cursor.next(); key != null; key = cursor.next()) {
            if (!any(others, key) && !sink.test(key)) {
                return;
            }
        }
    }

    /** What is in any of the sets. */
    static void union(List<MemberSet> sets, Predicate<byte[]> sink) {
        PriorityQueue<Source> sources = new PriorityQueue<>(Math.max(1, sets.size()));
        for (MemberSet set : sets) {
            MemberCursor cursor = new MemberCursor(set.tree());
            byte[] first = cursor.next();
            if (first != null) {
                sources.add(new Source(first, cursor));
            }
        }
        byte[] last = null;
        for (Source source = sources.poll(); source != null; source = sources.poll()) {
            if (!Arrays.equals(source.key, last)) {
                last = source.key;
                if (!sink.test(last)) {
                    return;
                }
            }
            byte[] next = source.rest.next();
            if (next != null) {
                sources.add(new Source(next, source.rest));
            }
        }
    }

    private record Source(byte[] key, MemberCursor rest) implements Comparable<Source> {
        @Override
        public int compareTo(Source other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }

    private static boolean all(List<Predicate<byte[]>> probes, byte[] key) {
        for (Predicate<byte[]> probe : probes) {
            if (!probe.test(key)) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(List<Predicate<byte[]>> probes, byte[] key) {
        for (Predicate<byte[]> probe : probes) {
            if (probe.test(key)) {
                return true;
            }
        }
        return false;
    }

    /** Tells of ascending keys, about {@code asked} of them, whether they are in each set. */
    private static List<Predicate<byte[]>> probes(List<MemberSet> sets, long asked) {
        List<Predicate<byte[]>> probes = new ArrayList<>(sets.size());
        for (MemberSet set : sets) {
            probes.add(set.size() / WALK > asked ? looked(set.tree()) : new MemberCursor(set.tree())::reach);
        }
        return probes;
    }

    private static Predicate<byte[]> looked(Tree tree) {
        return key -> tree.get(key) != null;
    }
}
