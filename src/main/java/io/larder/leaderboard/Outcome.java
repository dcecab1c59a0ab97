package io.larder.leaderboard;

import io.larder.command.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a submit has done to one board.
 *
 * @param score the score that counts now
 * @param previousScore the one before, or null where the entry is new
 * @param previousRank the rank before, in the same step; 0 where the entry is new
 * @param changed whether anything has changed
 * @param total how many are ranked now
 */
record Outcome(
        byte[] board,
        byte[] member,
        String score,
        long rank,
        long position,
        @Nullable String previousScore,
        long previousRank,
        boolean changed,
        long total,
        String season,
        long seq,
        boolean big) {

    /** The outcome on the board itself, and on those that it feeds. */
    static Reply reply(List<Outcome> outcomes) {
        Outcome first = outcomes.get(0);
        List<Reply> items = new ArrayList<>(List.of(Reply.bytes("id"), Reply.bytes(first.member)));
        first.into(items);
        if (outcomes.size() > 1) {
            List<Reply> fed = new ArrayList<>();
            for (Outcome one : outcomes.subList(1, outcomes.size())) {
                List<Reply> own = new ArrayList<>();
                one.into(own);
                fed.add(Reply.bytes(one.board));
                fed.add(new Reply.Pairs(own));
            }
            items.add(Reply.bytes("feeds"));
            items.add(new Reply.Pairs(fed));
        }
        return new Reply.Pairs(items);
    }

    private void into(List<Reply> items) {
        pair(items, "score", Reply.bytes(score));
        pair(items, "rank", Reply.whole(rank));
        pair(items, "position", Reply.whole(position));
        pair(items, "previous_score", previousScore == null ? Reply.NIL : Reply.bytes(previousScore));
        pair(items, "previous_rank", previousRank == 0 ? Reply.NIL : Reply.whole(previousRank));
        pair(items, "changed", Reply.truth(changed));
        pair(items, "total", Reply.whole(total));
        pair(items, "season", Reply.bytes(season));
        pair(items, "seq", Reply.whole(seq));
        if (big) {
            pair(items, "big", Reply.ONE);
        }
    }

    private static void pair(List<Reply> items, String name, Reply value) {
        items.add(Reply.bytes(name));
        items.add(value);
    }

    /** As they are kept, to be answered again to a request that comes again. */
    static byte[] bytes(List<Outcome> outcomes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            to.writeByte(outcomes.size());
            for (Outcome one : outcomes) {
                to.writeShort(one.board.length);
                to.write(one.board);
                to.writeShort(one.member.length);
                to.write(one.member);
                to.writeUTF(one.score);
                to.writeLong(one.rank);
                to.writeLong(one.position);
                to.writeUTF(one.previousScore == null ? "" : one.previousScore);
                to.writeLong(one.previousRank);
                to.writeBoolean(one.changed);
                to.writeLong(one.total);
                to.writeUTF(one.season);
                to.writeLong(one.seq);
                to.writeBoolean(one.big);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Those of such bytes. */
    static List<Outcome> of(byte[] bytes, int offset) {
        List<Outcome> outcomes = new ArrayList<>();
        try (DataInputStream from =
                new DataInputStream(new ByteArrayInputStream(bytes, offset, bytes.length - offset))) {
            int count = from.readByte();
            for (int i = 0; i < count; i++) {
                byte[] board = from.readNBytes(from.readUnsignedShort());
                byte[] member = from.readNBytes(from.readUnsignedShort());
                String score = from.readUTF();
                long rank = from.readLong();
                long position = from.readLong();
                String previous = from.readUTF();
                outcomes.add(new Outcome(
                        board,
                        member,
                        score,
                        rank,
                        position,
                        previous.isEmpty() ? null : previous,
                        from.readLong(),
                        from.readBoolean(),
                        from.readLong(),
                        from.readUTF(),
                        from.readLong(),
                        from.readBoolean()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return outcomes;
    }
}
