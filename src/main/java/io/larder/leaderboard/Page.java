package io.larder.leaderboard;

import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some entries of a ranking in its order, as a reply. */
final class Page {

    private final Ranking ranking;
    private final boolean full;
    private final List<Reply> entries = new ArrayList<>();
    private final List<Reply> items = new ArrayList<>();

    /**
     * A page with nothing on it yet.
     *
     * @param full whether entries have metadata and a time too
     */
    Page(Ranking ranking, boolean full) {
        this.ranking = ranking;
        this.full = full;
    }

    /** Entries from a position on. */
    Page from(long from, int count) {
        ranking.each(from, count, this::entry);
        return this;
    }

    /** An entry. */
    Page entry(Standing one) {
        entries.add(new Reply.Pairs(shown(one, full)));
        return this;
    }

    /** As many entries as there can be around a position: half of the rest above, or more where below are too few. */
    Page around(long position, int limit) {
        long count = Math.min(limit, ranking.size());
        long first = position - (limit - 1) / 2;
        return from(Math.max(1, Math.min(first, ranking.size() - count + 1)), (int) count);
    }

    /** The last entries. */
    Page last(int limit) {
        long count = Math.min(limit, ranking.size());
        return from(ranking.size() - count + 1, (int) count);
    }

    /** Entries from a position on, with cursors to what comes before and behind. */
    Page list(long from, int limit) {
        from(from, limit);
        long size = ranking.size();
        long last = from + entries.size() - 1;
        byte[] next = !entries.isEmpty() && last < size ? ranking.place(last) : null;
        byte[] previous = null;
        if (from > 1 && size > 0) {
            // Past the end it leads to the last entry.
            previous = from <= size
                    ? ranking.place(from)
                    : java.util.Arrays.copyOf(ranking.place(size), ranking.place(size).length + 1);
        }
        with("next", cursor(false, next));
        return with("prev", cursor(true, previous));
    }

    private Reply cursor(boolean back, byte @Nullable [] place) {
        return place == null
                ? Reply.NIL
                : Reply.bytes(new Cursor(back, ranking.season(), place).text(ranking.secret()));
    }

    /**
     * The entries that a cursor is about.
     *
     * @throws io.larder.command.CommandError where it is none of this ranking's
     */
    Page list(byte[] text, int limit) {
        Cursor cursor = Cursor.of(text, ranking.secret());
        if (!cursor.season().equals(ranking.season())) {
            throw BoardError.seasonEnded(cursor.season());
        }
        if (!cursor.back()) {
            return list(ranking.before(cursor.place(), Ranking.Ends.IN) + 1, limit);
        }
        long last = ranking.before(cursor.place(), Ranking.Ends.OUT);
        long from = Math.max(1, last - limit + 1);
        return list(from, (int) (last - from + 1));
    }

    /** Something more to tell. */
    Page with(String name, Reply value) {
        items.add(Reply.bytes(name));
        items.add(value);
        return this;
    }

    /** What the page says. */
    Reply reply() {
        List<Reply> all = new ArrayList<>();
        all.add(Reply.bytes("entries"));
        all.add(new Reply.Many(entries));
        all.addAll(items);
        tail(ranking, all);
        return new Reply.Pairs(all);
    }

    /** What every answer about a ranking ends with. */
    private static void tail(Ranking ranking, List<Reply> all) {
        all.add(Reply.bytes("total"));
        all.add(Reply.whole(ranking.size()));
        all.add(Reply.bytes("season"));
        all.add(ranking.season().isEmpty() ? Reply.NIL : Reply.bytes(ranking.season()));
        all.add(Reply.bytes("seq"));
        all.add(Reply.whole(ranking.seq()));
        if (ranking.big()) {
            all.add(Reply.bytes("big"));
            all.add(Reply.ONE);
        }
    }

    /** One entry with how many percent of the others it beats. */
    static Reply one(Ranking ranking, Standing entry, boolean full) {
        List<Reply> all = shown(entry, full);
        long others = ranking.size() - 1;
        byte[] score = entry.score().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        long worse = ranking.size() - ranking.before(score, true);
        all.add(Reply.bytes("beats"));
        all.add(Reply.bytes(beats(worse, others)));
        tail(ranking, all);
        return new Reply.Pairs(all);
    }

    /** Percent, rounded down to one decimal; whoever is alone beats all. */
    private static String beats(long worse, long others) {
        long tenths = others == 0 ? 1000 : worse * 1000 / others;
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10);
    }

    private static List<Reply> shown(Standing one, boolean full) {
        List<Reply> items = new ArrayList<>(full ? 12 : 8);
        items.add(Reply.bytes("id"));
        items.add(Reply.bytes(one.member()));
        items.add(Reply.bytes("score"));
        items.add(Reply.bytes(one.score()));
        items.add(Reply.bytes("rank"));
        items.add(Reply.whole(one.rank()));
        items.add(Reply.bytes("position"));
        items.add(Reply.whole(one.position()));
        if (full) {
            items.add(Reply.bytes("metadata"));
            items.add(Reply.bytes(one.metadata()));
            items.add(Reply.bytes("updated_at"));
            items.add(one.updatedAt() == 0 ? Reply.NIL : Reply.whole(one.updatedAt()));
        }
        return items;
    }
}
