package io.larder.leaderboard;

import io.larder.keyspace.Entry;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One season of a leaderboard, as a value of {@link Kind#LEADERBOARD} within one command.
 *
 * <p>It is five trees. The first knows the definition, the counter, when the season begins and ends, and which seasons
 * there were. In the second a member finds what is {@link Held} of it. In the third stands each ranked entry at its
 * place: eight bytes of score, turned so that better scores come first, and then six of the counter's value when the
 * score was reached, or the member itself where ties go by member. This order is the only one there is: a position is a
 * rank in this tree, a list is a walk along it, and an entry's place can be told from its score alone, so nothing has
 * to be filled or mended after a restart.
 *
 * <p>Ranks that equals share are a search in the same tree for the first place of the score. Ranks without gaps need
 * the number of distinct better scores: the fourth tree has each score once, and is kept for such boards only. The
 * fifth has entries by the time at which their score was reached, for boards whose entries expire.
 *
 * <p>Cost, with n entries: all that names one entry, score or place is O(log n).
 */
final class Board implements Ranking {

    /** Bytes of a score in a place. */
    private static final int SCORE = 8;
    /** Bytes of the counter in a place, and of a time. */
    private static final int SIX = 6;

    private static final byte[] DEFINITION = {'d'};
    private static final byte[] COUNTERS = {'c'};
    private static final byte[] SECRET = {'k'};
    private static final byte SEASON = 's';
    private static final int SECRET_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A season that has ended.
     *
     * @param start when it began, which is its id
     * @param end when it ended
     * @param total how many were ranked then
     * @param kept whether there is a key for it: not where nobody had submitted
     */
    record Past(long start, long end, long total, boolean kept) {}

    private final Tree head;
    private final Tree members;
    private final Tree places;
    private final Tree scores;
    private final Tree times;
    private final Definition definition;
    private long seq;
    private long start;
    private long end;
    private boolean ended;

    /** The board of an entry. */
    Board(Entry entry) {
        this.head = entry.tree(0);
        this.members = entry.tree(1);
        this.places = entry.tree(2);
        this.scores = entry.tree(3);
        this.times = entry.tree(4);
        this.definition = Definition.stored(there(DEFINITION));
        ByteBuffer counters = ByteBuffer.wrap(there(COUNTERS));
        this.seq = counters.getLong();
        this.start = counters.getLong();
        this.end = counters.getLong();
        this.ended = counters.hasRemaining();
    }

    private byte[] there(byte[] name) {
        byte[] value = head.get(name);
        if (value == null) {
            throw new IllegalStateException("a leaderboard without its head");
        }
        return value;
    }

    /** A new board in an empty entry. */
    static Board create(Entry entry, Definition definition, long start, long end) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        Tree head = entry.tree(0);
        head.put(SECRET, secret);
        head.put(DEFINITION, definition.text());
        head.put(COUNTERS, counters(0, start, end));
        return new Board(entry);
    }

    /** What a next season of this board takes along; to be asked before this one is moved. */
    Heir heir() {
        return new Heir(there(SECRET), definition, seq);
    }

    /** What one season leaves to the next. */
    record Heir(byte[] secret, Definition definition, long seq) {
        /** The next season in an empty entry. */
        Board in(Entry entry, long from, long until) {
            Tree head = entry.tree(0);
            head.put(SECRET, secret);
            head.put(DEFINITION, definition.text());
            head.put(COUNTERS, counters(seq + 1, from, until));
            return new Board(entry);
        }
    }

    private static byte[] counters(long seq, long start, long end) {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(seq)
                .putLong(start)
                .putLong(end)
                .array();
    }

    private void count() {
        byte[] counters = counters(seq, start, end);
        head.put(COUNTERS, ended ? Arrays.copyOf(counters, counters.length + 1) : counters);
    }

    // The board as a whole

    Definition definition() {
        return definition;
    }

    /** Gives it another definition, and another end of its season. */
    void define(Definition other, long until) {
        head.put(DEFINITION, other.text());
        end = until;
        count();
    }

    /** When its season began. */
    long start() {
        return start;
    }

    /** When its season ends, or has ended. */
    long end() {
        return end;
    }

    /** A season in which nothing was is over, and another begins. */
    void season(long from, long until) {
        start = from;
        end = until;
        seq++;
        count();
    }

    /** Its season is over for good. */
    void end(long at) {
        end = at;
        ended = true;
        count();
    }

    /** Whether it is a season that is over. */
    boolean ended() {
        return ended;
    }

    /** Whether there is no entry, not even a hidden one. */
    boolean empty() {
        return members.size() == 0;
    }

    /** The seasons that have ended and are kept, the last one first. */
    List<Past> past() {
        List<Past> past = new ArrayList<>();
        head.eachBack(head.size() - 1, (name, value) -> {
            if (name[0] != SEASON) {
                return false;
            }
            ByteBuffer from = ByteBuffer.wrap(value);
            long from0 = ByteBuffer.wrap(name, 1, Long.BYTES).getLong();
            past.add(new Past(from0, from.getLong(), from.getLong(), from.get() != 0));
            return true;
        });
        return past;
    }

    /** Remembers a season. */
    void remember(Past season) {
        head.put(
                seasonKey(season.start),
                ByteBuffer.allocate(2 * Long.BYTES + 1)
                        .putLong(season.end)
                        .putLong(season.total)
                        .put((byte) (season.kept ? 1 : 0))
                        .array());
    }

    /** Forgets a season. */
    void forget(Past season) {
        head.remove(seasonKey(season.start));
    }

    /** No season begins before 1970, so that the order of bytes is that of time. */
    private static byte[] seasonKey(long begin) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(SEASON).putLong(begin).array();
    }

    // Entries

    /** What is held of a member, or null. */
    @Nullable
    Held held(byte[] member) {
        byte[] value = members.get(member);
        return value == null ? null : Held.of(value);
    }

    /** The counter's next value. */
    long nextSeq() {
        return seq + 1;
    }

    /**
     * Puts an entry in place of what was held.
     *
     * @param old what is held now, or null
     */
    void put(byte[] member, @Nullable Held old, Held now) {
        boolean moved = old == null || old.score() != now.score() || old.seq() != now.seq();
        if (old != null && !old.hidden() && (moved || now.hidden())) {
            unrank(member, old);
        }
        if (!now.hidden() && (moved || old.hidden())) {
            places.put(place(member, now), definition.ties() == Ties.MEMBER ? Tree.NOTHING : member);
            if (definition.ties() == Ties.DENSE) {
                scores.put(prefix(now.score()), Tree.NOTHING);
            }
        }
        if (moved && definition.ttl() > 0) {
            if (old != null) {
                times.remove(timeKey(old));
            }
            times.put(timeKey(now), member);
        }
        members.put(member, now.bytes());
        seq++;
        count();
    }

    /** Takes an entry out. */
    void remove(byte[] member, Held old) {
        if (!old.hidden()) {
            unrank(member, old);
        }
        if (definition.ttl() > 0) {
            times.remove(timeKey(old));
        }
        members.remove(member);
        seq++;
        count();
    }

    private void unrank(byte[] member, Held old) {
        places.remove(place(member, old));
        if (definition.ties() == Ties.DENSE && better(old.score(), false) == better(old.score(), true)) {
            scores.remove(prefix(old.score()));
        }
    }

    /** Whether an entry's time has passed. */
    boolean anyExpired(long now) {
        return definition.ttl() > 0 && times.size() > 0 && expiry(times.keyAt(0)) <= now;
    }

    /** When the next entry expires, or {@link Schedule#NEVER}. */
    long nextExpiry() {
        return definition.ttl() > 0 && times.size() > 0 ? expiry(times.keyAt(0)) : Schedule.NEVER;
    }

    private long expiry(byte[] key) {
        ByteBuffer from = ByteBuffer.wrap(key);
        return ((from.getShort() & 0xffffL) << 32 | from.getInt() & 0xffff_ffffL) + definition.ttl();
    }

    /** Takes out an entry whose time has passed. Whether there was one. */
    boolean expireOne(long now) {
        if (!anyExpired(now)) {
            return false;
        }
        byte[] member = times.valueAt(0);
        Held old = held(member);
        if (old == null) {
            throw new IllegalStateException("an entry without its member");
        }
        remove(member, old);
        return true;
    }

    private static byte[] timeKey(Held entry) {
        ByteBuffer to = ByteBuffer.allocate(2 * SIX);
        six(to, entry.time());
        six(to, entry.seq());
        return to.array();
    }

    private static void six(ByteBuffer to, long value) {
        to.putShort((short) (value >>> 32)).putInt((int) value);
    }

    // The order

    /** The score as places have it: as unsigned bytes, better ones first. */
    private byte[] prefix(long score) {
        return ByteBuffer.allocate(SCORE).putLong(turned(score)).array();
    }

    private long turned(long score) {
        long unsigned = score ^ Long.MIN_VALUE;
        return definition.order() == Order.ASC ? unsigned : ~unsigned;
    }

    private byte[] place(byte[] member, Held entry) {
        if (definition.ties() == Ties.MEMBER) {
            return ByteBuffer.allocate(SCORE + member.length)
                    .putLong(turned(entry.score()))
                    .put(member)
                    .array();
        }
        ByteBuffer to = ByteBuffer.allocate(SCORE + SIX).putLong(turned(entry.score()));
        six(to, entry.seq());
        return to.array();
    }

    /** Whether the first score ranks before the second. */
    boolean isBetter(long one, long other) {
        return definition.order() == Order.ASC ? one < other : one > other;
    }

    /** How many entries have a better score, or one at least as good. */
    long better(long score, boolean equal) {
        long turned = turned(score);
        if (!equal) {
            return places.rank(prefix(score));
        }
        return turned == -1
                ? places.size()
                : places.rank(ByteBuffer.allocate(SCORE).putLong(turned + 1).array());
    }

    /** How many entries come before the place of an entry, whether or not it is ranked there. */
    long ahead(byte[] member, Held entry) {
        return places.rank(place(member, entry));
    }

    /** The rank of a score at a position. */
    long rank(long score, long position) {
        return switch (definition.ties()) {
            case FIRST, MEMBER -> position;
            case SHARED -> better(score, false) + 1;
            case DENSE -> scores.rank(prefix(score)) + 1;
        };
    }

    /** Whether any entry has this score. */
    boolean hasScore(long score) {
        return better(score, false) < better(score, true);
    }

    Standing standing(byte[] member, Held entry, long position, long rank) {
        String score = definition.scale().text(entry.score());
        return new Standing(member, score, position, rank, entry.metadata(), entry.time());
    }

    @Override
    public long size() {
        return places.size();
    }

    @Override
    public long position(byte[] member) {
        Held entry = held(member);
        return entry == null || entry.hidden() ? 0 : ahead(member, entry) + 1;
    }

    @Override
    public @Nullable Standing find(byte[] member) {
        Held entry = held(member);
        if (entry == null || entry.hidden()) {
            return null;
        }
        long position = ahead(member, entry) + 1;
        return standing(member, entry, position, rank(entry.score(), position));
    }

    @Override
    public void each(long from, int count, Consumer<Standing> visitor) {
        if (count > 0 && from <= size()) {
            places.each(from - 1, new Row(visitor, from, count));
        }
    }

    @Override
    public long before(byte[] score, boolean equal) {
        return better(definition.scale().parse(score), equal);
    }

    @Override
    public byte[] place(long position) {
        return places.keyAt(position - 1);
    }

    @Override
    public long before(byte[] place, Ends itself) {
        // What comes next behind a key is the same key with a byte of zero.
        return places.rank(itself == Ends.IN ? Arrays.copyOf(place, place.length + 1) : place);
    }

    @Override
    public byte[] secret() {
        return there(SECRET);
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public Order order() {
        return definition.order();
    }

    @Override
    public boolean big() {
        return definition.scale().big();
    }

    @Override
    public String season() {
        return season(start);
    }

    /** The id of a season. */
    static String season(long begin) {
        return Instant.ofEpochMilli(begin).toString();
    }

    /** Walks along the order. Ranks are counted on from the first, which is searched for. */
    private final class Row implements Tree.Visitor {
        private final Consumer<Standing> visitor;
        private long position;
        private long rank;
        private long score;
        private int left;
        private boolean begun;

        Row(Consumer<Standing> visitor, long position, int count) {
            this.visitor = visitor;
            this.position = position;
            this.left = count;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            byte[] member = definition.ties() == Ties.MEMBER ? Arrays.copyOfRange(key, SCORE, key.length) : value;
            Held entry = held(member);
            if (entry == null) {
                throw new IllegalStateException("a place without its member");
            }
            if (!begun) {
                rank = rank(entry.score(), position);
            } else if (definition.ties() == Ties.DENSE) {
                rank += entry.score() == score ? 0 : 1;
            } else if (definition.ties() != Ties.SHARED || entry.score() != score) {
                rank = position;
            }
            begun = true;
            score = entry.score();
            visitor.accept(standing(member, entry, position++, rank));
            return --left > 0;
        }
    }
}
