package io.larder.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.keyspace.Entry;
import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** A sorted set against a {@link TreeSet}, and how little of its trees it touches. */
class SortedSetTest {

    private static final byte[] KEY = {'k'};

    /** In Latin-1, so that a character is a byte and strings have the order of bytes. */
    private static final List<String> MEMBERS = List.of("", "\0", "a", "a\0", "aa", "ab", "b", "\u00ff", "zz");

    private static final List<Double> SCORES = List.of(
            Double.NEGATIVE_INFINITY,
            -2.5,
            -Double.MIN_VALUE,
            0.0,
            Double.MIN_VALUE,
            1.0,
            1.0000000000000002,
            300.0,
            Double.POSITIVE_INFINITY);

    private record Held(String member, double score) {
        static final Comparator<Held> ORDER =
                Comparator.comparingDouble(Held::score).thenComparing(Held::member);
    }

    /** What a sorted set should be, made of what the JDK has. */
    private static final class Model {
        private final Map<String, Double> scores = new HashMap<>();
        private final TreeSet<Held> order = new TreeSet<>(Held.ORDER);

        boolean add(String member, double score) {
            boolean added = !remove(member);
            scores.put(member, score);
            order.add(new Held(member, score));
            return added;
        }

        boolean remove(String member) {
            Double score = scores.remove(member);
            return score != null && order.remove(new Held(member, score));
        }
    }

    /** One change, made to both. */
    private interface Step {
        void run(SortedSet set, Model model);
    }

    private final HeapKeyspace keyspace = new HeapKeyspace(() -> 0);

    @Provide
    Arbitrary<List<Step>> anyScores() {
        return steps(Arbitraries.of(SCORES));
    }

    @Provide
    Arbitrary<List<Step>> oneScore() {
        return Arbitraries.of(SCORES).flatMap(score -> steps(Arbitraries.just(score)));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<Double> scores) {
        Arbitrary<String> members = Arbitraries.of(MEMBERS);
        Arbitrary<Integer> places = Arbitraries.integers().between(0, MEMBERS.size());
        Arbitrary<Step> add = Combinators.combine(members, scores)
                .as((member, score) ->
                        (set, model) -> assertEquals(model.add(member, score), set.add(bytes(member), score)));
        Arbitrary<Step> remove =
                members.map(member -> (set, model) -> assertEquals(model.remove(member), set.remove(bytes(member))));
        Arbitrary<Step> cut = Combinators.combine(places, places).as(SortedSetTest::cutting);
        return Arbitraries.frequencyOf(Tuple.of(9, add), Tuple.of(2, remove), Tuple.of(1, cut))
                .list()
                .ofMaxSize(30);
    }

    /** Removes what lies between two places. */
    private static Step cutting(int one, int other) {
        return (set, model) -> {
            int size = model.order.size();
            int from = Math.min(size, Math.min(one, other));
            int to = Math.min(size, Math.max(one, other));
            List<Held> gone = List.copyOf(new ArrayList<>(model.order).subList(from, to));
            gone.forEach(held -> model.remove(held.member));
            set.remove(new IndexRange(from, to));
        };
    }

    private SortedSet run(List<Step> steps, Model model) {
        keyspace.begin(List.of(KEY));
        SortedSet set = SortedSet.create(keyspace, KEY);
        steps.forEach(step -> step.run(set, model));
        assertEquals(model.order.size(), set.size());
        return set;
    }

    @Property(tries = 500)
    void findsMembers(@ForAll("anyScores") List<Step> steps) {
        Model model = new Model();
        SortedSet set = run(steps, model);
        List<Held> all = List.copyOf(model.order);
        for (String member : MEMBERS) {
            Double score = model.scores.get(member);
            int rank = score == null ? -1 : all.indexOf(new Held(member, score));
            assertEquals(score == null ? Double.NaN : score, set.score(bytes(member)));
            assertEquals(rank, set.rank(bytes(member)));
            assertEquals(rank < 0 ? -1 : all.size() - 1 - rank, set.reverseRank(bytes(member)));
        }
        assertEquals(all, held(set, set.range(0, -1), false));
    }

    @Property(tries = 300)
    void findsRangesOfScores(@ForAll("anyScores") List<Step> steps) {
        Model model = new Model();
        SortedSet set = run(steps, model);
        for (double min : SCORES) {
            holds(model, set, set.range(ScoreRange.above(min)), held -> held.score > min);
            holds(model, set, set.range(ScoreRange.below(min)), held -> held.score < min);
            for (double max : SCORES) {
                holds(
                        model,
                        set,
                        set.range(ScoreRange.closed(min, max)),
                        held -> held.score >= min && held.score <= max);
            }
        }
    }

    @Property(tries = 300)
    void findsRangesOfMembers(@ForAll("oneScore") List<Step> steps) {
        Model model = new Model();
        SortedSet set = run(steps, model);
        List<String> ends = new ArrayList<>(MEMBERS);
        ends.add(null);
        for (String from : ends) {
            for (String to : ends) {
                MemberRange range = new MemberRange(from == null ? null : bytes(from), to == null ? null : bytes(to));
                holds(
                        model,
                        set,
                        set.range(range),
                        held -> (from == null || held.member.compareTo(from) >= 0)
                                && (to == null || held.member.compareTo(to) < 0));
            }
        }
    }

    /** That the range has what it should, read from both ends and in parts. */
    private static void holds(Model model, SortedSet set, IndexRange range, Predicate<Held> wanted) {
        List<Held> expected = model.order.stream().filter(wanted).toList();
        assertEquals(expected.size(), range.size());
        List<Held> reversed = new ArrayList<>(expected);
        Collections.reverse(reversed);
        for (int skip = 0; skip <= expected.size(); skip++) {
            for (int most = -1; most <= 3; most++) {
                int end = most < 0 ? expected.size() : Math.min(expected.size(), skip + most);
                assertEquals(expected.subList(skip, end), held(set, range.limit(skip, most, false), false));
                assertEquals(reversed.subList(skip, end), held(set, range.limit(skip, most, true), true));
            }
        }
    }

    private static List<Held> held(SortedSet set, IndexRange range, boolean back) {
        List<Held> found = new ArrayList<>();
        set.each(
                range,
                back,
                (member, score) -> found.add(new Held(new String(member, StandardCharsets.ISO_8859_1), score)));
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Example
    void removesLargeRangesInParts() {
        keyspace.begin(List.of(KEY));
        SortedSet set = SortedSet.create(keyspace, KEY);
        Model model = new Model();
        for (int i = 0; i < 5000; i++) {
            String member = Integer.toString(i * 7919 % 5000);
            set.add(bytes(member), i / 3);
            model.add(member, i / 3);
        }
        cutting(100, 4900).run(set, model);
        assertEquals(List.copyOf(model.order), held(set, set.range(0, -1), false));
        assertEquals(200, set.size());
        keyspace.end();
    }

    @Example
    void emptiedSetIsGone() {
        keyspace.begin(List.of(KEY));
        SortedSet set = SortedSet.create(keyspace, KEY);
        set.add(bytes("a"), 1);
        set.remove(set.range(0, -1));
        keyspace.end();
        keyspace.begin(List.of(KEY));
        assertNull(keyspace.find(KEY));
    }

    /** Calls to the trees of a set, in order, such as {@code 0 get}; and what visitors have seen. */
    private final List<String> calls = new ArrayList<>();

    private SortedSet watched(int size) {
        keyspace.begin(List.of(KEY));
        Entry entry = keyspace.create(KEY, Kind.SORTED_SET);
        Entry watched = (Entry) Proxy.newProxyInstance(
                Entry.class.getClassLoader(), new Class<?>[] {Entry.class}, (proxy, method, arguments) -> {
                    int which = (Integer) arguments[0];
                    return watched(which, entry.tree(which));
                });
        SortedSet set = new SortedSet(watched);
        for (int i = 0; i < size; i++) {
            set.add(bytes("m" + i), i);
        }
        calls.clear();
        return set;
    }

    private Tree watched(int which, Tree tree) {
        return (Tree) Proxy.newProxyInstance(
                Tree.class.getClassLoader(), new Class<?>[] {Tree.class}, (proxy, method, arguments) -> {
                    calls.add(which + " " + method.getName());
                    if (method.getName().startsWith("each")) {
                        Tree.Visitor visitor = (Tree.Visitor) arguments[1];
                        arguments[1] = (Tree.Visitor) (key, value) -> {
                            calls.add("seen");
                            return visitor.visit(key, value);
                        };
                    }
                    return invoke(method, tree, arguments);
                });
    }

    private static @Nullable Object invoke(java.lang.reflect.Method method, Tree tree, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(tree, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Example
    void touchesOnlyWhatChanges() {
        SortedSet set = watched(10);
        assertFalse(set.add(bytes("m3"), 3));
        assertEquals(List.of("0 get"), calls);

        calls.clear();
        assertFalse(set.add(bytes("m3"), 33));
        assertEquals(List.of("0 get", "1 remove", "1 put", "0 put"), calls);

        calls.clear();
        assertTrue(set.add(bytes("new"), 5));
        assertEquals(List.of("0 get", "1 put", "0 put"), calls);

        calls.clear();
        assertFalse(set.remove(bytes("nobody")));
        assertEquals(List.of("0 get"), calls);
    }

    @Example
    void readsOnlyWhatIsAskedFor() {
        SortedSet set = watched(100);
        held(set, set.range(0, 2), false);
        assertEquals(List.of("0 size", "1 each", "seen", "seen", "seen"), calls);

        calls.clear();
        held(set, set.range(ScoreRange.closed(10, Double.POSITIVE_INFINITY)).limit(0, 2, true), true);
        assertEquals(List.of("1 rank", "0 size", "1 eachBack", "seen", "seen"), calls);

        calls.clear();
        assertEquals(90, set.range(ScoreRange.closed(10, 99)).size());
        assertEquals(List.of("1 rank", "1 rank"), calls);

        calls.clear();
        assertEquals(41, set.rank(bytes("m41")));
        assertEquals(List.of("0 get", "1 rank"), calls);
    }
}
