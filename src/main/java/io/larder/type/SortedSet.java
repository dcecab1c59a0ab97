package io.larder.type;

import io.larder.command.CommandError;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Members, each with a score, in the order of their scores, and where these are equal of their bytes.
 *
 * <p>It is two trees. In the first a member finds its score; members stand there behind a hash of theirs, as
 * {@link Member} says. In the second stand score and member together, as {@link Score} says, in the order in which they
 * rank. Every question about ranks and ranges is one about positions in the second tree: a range of scores or of
 * members becomes an {@link IndexRange} of positions, by two searches, and is then counted, cut, read or removed as
 * such.
 *
 * <p>Cost, with n members: all that names one member or one end of a range is O(log n), all that reads or removes m
 * members O(log n + m) or O(m log n). No score is NaN; {@code -0} is kept as {@code 0}.
 *
 * @see <a href="https://redis.io/docs/latest/develop/data-types/sorted-sets/">Sorted sets</a>
 */
public final class SortedSet {

    private static final int REMOVED_AT_ONCE = 1024;

    /** Sees members in order. */
    @FunctionalInterface
    public interface Visitor {
        /** One member; the array is the visitor's to keep. */
        void visit(byte[] member, double score);
    }

    private final Tree scores;
    private final Tree order;

    /** The sorted set of an entry of {@link Kind#SORTED_SET}. */
    public SortedSet(Entry entry) {
        this.scores = entry.tree(0);
        this.order = entry.tree(1);
    }

    /**
     * The sorted set of a key, or null where the key is not there.
     *
     * @throws CommandError where the key has a value of another type
     */
    public static @Nullable SortedSet find(Keyspace keyspace, byte[] key) {
        Entry entry = Entries.find(keyspace, key, Kind.SORTED_SET);
        return entry == null ? null : new SortedSet(entry);
    }

    /**
     * The sorted set of a key, a new and empty one where the key is not there.
     *
     * @throws CommandError where the key has a value of another type
     */
    public static SortedSet open(Keyspace keyspace, byte[] key) {
        return new SortedSet(Entries.open(keyspace, key, Kind.SORTED_SET));
    }

    /** A new sorted set in place of whatever the key has. */
    public static SortedSet create(Keyspace keyspace, byte[] key) {
        return new SortedSet(keyspace.create(key, Kind.SORTED_SET));
    }

    /**
     * Gives a key these members, each of which is there once, in place of whatever it has; without any it is gone. The
     * list is sorted on the way.
     *
     * @param event what has happened, for those who listen
     * @return how many there are
     */
    static long store(Keyspace keyspace, byte[] key, List<Scored> members, String event) {
        if (members.isEmpty()) {
            keyspace.remove(key);
            return 0;
        }
        SortedSet set = create(keyspace, key);
        // Each tree is filled in its own order: that is what trees are quickest at, and leaves them well packed.
        members.sort(Scored.BY_MEMBER);
        for (Scored member : members) {
            set.scores.put(member.key(), Score.trimmed(Score.bits(member.score())));
        }
        members.sort(Scored.BY_SCORE);
        for (Scored member : members) {
            set.order.put(Score.key(Score.bits(member.score()), member.member()), Tree.NOTHING);
        }
        keyspace.event(EventClass.SORTED_SET, event, key);
        return members.size();
    }

    /** How many members there are. O(1). */
    public long size() {
        return scores.size();
    }

    /** A member's score, or NaN where it is no member. O(log n). */
    public double score(byte[] member) {
        return at(member).score();
    }

    /** Adds a member or changes its score. Whether it is new. O(log n). */
    public boolean add(byte[] member, double score) {
        Place place = at(member);
        boolean added = !place.taken();
        place.score(score);
        return added;
    }

    /** Removes a member. Whether it was there. O(log n). */
    public boolean remove(byte[] member) {
        return at(member).clear();
    }

    /**
     * Gives at least so many more members, as far as there are, in no order that means anything. All that are there
     * throughout are given, from cursor 0 to where 0 is answered.
     *
     * @return where to go on, or 0 at the end
     */
    public long scan(long cursor, int atLeast, Consumer<byte[]> visitor) {
        return Member.scan(scores, cursor, atLeast, (key, value) -> {
            visitor.accept(Member.of(key));
            return true;
        });
    }

    /** How many members come before this one, from the lowest score up; -1 where it is no member. O(log n). */
    public long rank(byte[] member) {
        Place place = at(member);
        return place.taken() ? order.rank(Score.key(place.bits, member)) : -1;
    }

    /** How many members come before this one, from the highest score down; -1 where it is no member. O(log n). */
    public long reverseRank(byte[] member) {
        long rank = rank(member);
        return rank < 0 ? -1 : size() - 1 - rank;
    }

    /** How many members come before a score with a member, whether or not it is there itself. O(log n). */
    public long before(double score, byte[] member) {
        return order.rank(Score.key(Score.bits(score), member));
    }

    /** A member's place, whether or not it is there, found once for all that is done with it. O(log n). */
    public Place at(byte[] member) {
        byte[] key = Member.key(member);
        byte[] value = scores.get(key);
        return new Place(member, key, value == null ? 0 : Score.untrimmed(value));
    }

    /** Where one member stands. Good until the set is changed in another way. */
    public final class Place {
        private final byte[] member;
        private final byte[] key;
        /** Bits of the score, or 0 where there is none. */
        private long bits;

        private Place(byte[] member, byte[] key, long bits) {
            this.member = member;
            this.key = key;
            this.bits = bits;
        }

        /** Whether the member is there. */
        public boolean taken() {
            return bits != 0;
        }

        /** The member's score, or NaN where it is not there. */
        public double score() {
            return bits == 0 ? Double.NaN : Score.of(bits);
        }

        /** Sets the member's score; what has it already is not touched. Whether anything has changed. */
        public boolean score(double score) {
            long wanted = Score.bits(score);
            if (bits == wanted) {
                return false;
            }
            if (bits != 0) {
                order.remove(Score.key(bits, member));
            }
            order.put(Score.key(wanted, member), Tree.NOTHING);
            scores.put(key, Score.trimmed(wanted));
            bits = wanted;
            return true;
        }

        /** Removes the member. Whether it was there. */
        public boolean clear() {
            if (bits == 0) {
                return false;
            }
            order.remove(Score.key(bits, member));
            scores.remove(key);
            bits = 0;
            return true;
        }
    }

    /** Positions from one to another, both in; negative ones count from the end, -1 being the last. O(1). */
    public IndexRange range(long start, long stop) {
        return IndexRange.of(start, stop, size());
    }

    /** The positions of the members whose scores are in a range. O(log n). */
    public IndexRange range(ScoreRange range) {
        long from = range.fromLowest() ? 0 : order.rank(range.start());
        long to = range.toHighest() ? size() : order.rank(range.end());
        return IndexRange.between(from, to);
    }

    /**
     * The positions of the members in a range of members, all of which have one score. O(log n). Where they have
     * several, it is found by bisection as if members rose with their scores, in O(log² n).
     */
    public IndexRange range(MemberRange range) {
        long size = size();
        if (size == 0) {
            return IndexRange.NONE;
        }
        long from = range.from() == null ? 0 : before(range.from());
        long to = range.to() == null ? size : before(range.to());
        return IndexRange.between(from, to);
    }

    /** How many members come before a byte string, where there are any members. */
    private long before(byte[] member) {
        long lowest = bitsAt(0);
        if (lowest == bitsAt(size() - 1)) {
            return order.rank(Score.key(lowest, member));
        }
        long low = 0;
        long high = size();
        while (low < high) {
            long middle = low + high >>> 1;
            if (Arrays.compareUnsigned(Score.member(order.keyAt(middle)), member) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long bitsAt(long place) {
        return Score.bits(order.keyAt(place));
    }

    /**
     * Visits the members of a range of positions, upwards or downwards, and reads no others. O(log n + m).
     *
     * @param range lies within the set
     * @param back whether from the highest score down
     */
    public void each(IndexRange range, boolean back, Visitor visitor) {
        long size = range.size();
        if (size == 0) {
            return;
        }
        Counted counted = new Counted(visitor, size);
        if (back) {
            order.eachBack(range.to() - 1, counted);
        } else {
            order.each(range.from(), counted);
        }
    }

    /** All members in the order of their scores: for what draws or scans. */
    Tree order() {
        return order;
    }

    /** All members with their scores, behind their hashes. */
    Tree scores() {
        return scores;
    }

    /** Ends with the last element that is asked for, not with the one behind it. */
    private static final class Counted implements Tree.Visitor {
        private final Visitor visitor;
        private long left;

        Counted(Visitor visitor, long left) {
            this.visitor = visitor;
            this.left = left;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            visitor.visit(Score.member(key), Score.score(key));
            return --left > 0;
        }
    }

    /**
     * Removes the members of a range of positions. O(m log n).
     *
     * @param range lies within the set
     */
    public void remove(IndexRange range) {
        if (range.size() == size()) {
            scores.removeRange(0, size());
            order.removeRange(0, order.size());
            return;
        }
        List<byte[]> keys = new ArrayList<>((int) Math.min(range.size(), REMOVED_AT_ONCE));
        for (long left = range.size(); left > 0; left -= keys.size()) {
            keys.clear();
            long now = Math.min(left, REMOVED_AT_ONCE);
            IndexRange lowest = new IndexRange(range.from(), range.from() + now);
            each(lowest, false, (member, score) -> keys.add(Member.key(member)));
            order.removeRange(lowest.from(), lowest.to());
            for (byte[] key : keys) {
                scores.remove(key);
            }
        }
    }
}
