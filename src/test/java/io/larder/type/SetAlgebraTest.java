package io.larder.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.command.Numbers;
import io.larder.keyspace.HeapKeyspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Merged sets are what the JDK's sets make of them, in the order of trees, whatever their sizes. */
class SetAlgebraTest {

    private static final int TRIES = 200;

    @Property(tries = TRIES)
    void intersectionIsWhatAllHave(@ForAll("several") List<Set<Integer>> sets) {
        Set<Integer> expected = new TreeSet<>(sets.get(0));
        sets.forEach(expected::retainAll);
        assertEquals(expected, gathered(sink -> SetAlgebra.intersection(trees(sets), sink)));
    }

    @Property(tries = TRIES)
    void unionIsWhatAnyHas(@ForAll("several") List<Set<Integer>> sets) {
        Set<Integer> expected = new TreeSet<>();
        sets.forEach(expected::addAll);
        assertEquals(expected, gathered(sink -> SetAlgebra.union(trees(sets), sink)));
    }

    @Property(tries = TRIES)
    void differenceIsWhatTheFirstAloneHas(@ForAll("several") List<Set<Integer>> sets) {
        Set<Integer> expected = new TreeSet<>(sets.get(0));
        sets.subList(1, sets.size()).forEach(expected::removeAll);
        List<MemberSet> trees = trees(sets);
        assertEquals(
                expected, gathered(sink -> SetAlgebra.difference(trees.get(0), trees.subList(1, trees.size()), sink)));
    }

    @Property(tries = TRIES)
    void itEndsWhenNoMoreIsWanted(@ForAll("several") List<Set<Integer>> sets) {
        List<byte[]> keys = new ArrayList<>();
        SetAlgebra.union(trees(sets), key -> keys.add(key) && keys.size() < 3);
        Set<Integer> all = new TreeSet<>();
        sets.forEach(all::addAll);
        assertEquals(Math.min(3, all.size()), keys.size());
    }

    /** Sizes from nothing to far beyond what a cursor holds, some pairs so unequal that members are looked up. */
    @Provide
    Arbitrary<List<Set<Integer>>> several() {
        Arbitrary<Set<Integer>> small =
                Arbitraries.integers().between(0, 30).set().ofMaxSize(20);
        Arbitrary<Set<Integer>> large = Arbitraries.integers().between(1, 1500).map(size -> {
            Set<Integer> set = new TreeSet<>();
            for (int i = 0; i < size; i++) {
                set.add(i * 7 % 2000);
            }
            return set;
        });
        return Arbitraries.oneOf(small, large).list().ofMinSize(1).ofMaxSize(5);
    }

    private static List<MemberSet> trees(List<Set<Integer>> sets) {
        HeapKeyspace keyspace = new HeapKeyspace(() -> 0);
        keyspace.begin(null);
        List<MemberSet> trees = new ArrayList<>();
        for (Set<Integer> set : sets) {
            MemberSet tree = MemberSet.open(keyspace, Numbers.bytes(trees.size()));
            for (int member : set) {
                tree.add(Numbers.bytes(member));
            }
            trees.add(tree);
        }
        return trees;
    }

    /** The members that come, which must ascend as keys do. */
    private static Set<Integer> gathered(Consumer<Predicate<byte[]>> run) {
        List<byte[]> keys = new ArrayList<>();
        run.accept(keys::add);
        Set<Integer> members = new TreeSet<>();
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0 && Arrays.compareUnsigned(keys.get(i - 1), keys.get(i)) >= 0) {
                throw new AssertionError("not in order at " + i);
            }
            members.add((int) Numbers.whole(Member.of(keys.get(i))));
        }
        return members;
    }
}
