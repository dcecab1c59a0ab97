package io.larder.leaderboard.live;

import io.larder.command.Key;
import io.larder.leaderboard.Order;
import io.larder.leaderboard.Ranking;
import io.larder.leaderboard.Standing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;

/** A part of a ranking that one may look at. Equal views of one board are one, however many look. */
public sealed interface View {

    /** Which scores are first, where the board itself does not say. */
    Order order();

    /** How many entries it shows at most. */
    int size();

    /** It changes at most once in so many nanoseconds, if that is longer than for all views. */
    default long paceNanos() {
        return 0;
    }

    /** What it shows of a ranking. O((log n + 1) · members) or O(log n + size). */
    Shown of(Ranking ranking);

    /** The command that shows the same of a board once: whoever may not run it may not look either. */
    byte[][] command(byte[] board);

    /** The first {@code size}. */
    record Top(int size, Order order) implements View {
        @Override
        public Shown of(Ranking ranking) {
            return Shown.of(ranking, false, gather(size, into -> ranking.each(1, size, into)));
        }

        @Override
        public byte[][] command(byte[] board) {
            return words("TOP", board, List.of());
        }
    }

    /**
     * A member with those before and behind it: {@code size} entries, itself among them, as long as the board has so
     * many. One more stands behind it than before it where they cannot be equally many, and what is missing at an end
     * comes from the other side. Nothing while the member is not on the board.
     */
    record Around(Key member, int size, Order order) implements View {
        @Override
        public Shown of(Ranking ranking) {
            long total = ranking.size();
            long position = ranking.position(member.bytes());
            if (position == 0) {
                return Shown.of(ranking, true, List.of());
            }
            long from = Math.max(1, Math.min(position - (size - 1) / 2, total - size + 1));
            return Shown.of(ranking, false, gather(size, into -> ranking.each(from, size, into)));
        }

        @Override
        public byte[][] command(byte[] board) {
            return words("AROUND", board, List.of(member.bytes()));
        }
    }

    /** Some members, those of them that are on the board, in its order. */
    record Members(List<Key> members, Order order) implements View {

        /** Each member counts once; the order in which they are named does not. */
        public Members {
            members = new LinkedHashSet<>(members)
                    .stream()
                            .sorted((one, other) -> java.util.Arrays.compareUnsigned(one.bytes(), other.bytes()))
                            .toList();
        }

        @Override
        public int size() {
            return members.size();
        }

        @Override
        public Shown of(Ranking ranking) {
            List<Standing> entries = gather(members.size(), into -> {
                for (Key member : members) {
                    Standing entry = ranking.find(member.bytes());
                    if (entry != null) {
                        into.accept(entry);
                    }
                }
            });
            entries.sort(Comparator.comparingLong(Standing::position));
            return Shown.of(ranking, false, entries);
        }

        @Override
        public byte[][] command(byte[] board) {
            List<byte[]> behind = new ArrayList<>();
            behind.add(ascii(Integer.toString(members.size())));
            members.forEach(member -> behind.add(member.bytes()));
            return words("RANKS", board, behind);
        }
    }

    /** Another view that changes at most once in {@code paceNanos}. */
    record Paced(View view, long paceNanos) implements View {
        @Override
        public Order order() {
            return view.order();
        }

        @Override
        public int size() {
            return view.size();
        }

        @Override
        public Shown of(Ranking ranking) {
            return view.of(ranking);
        }

        @Override
        public byte[][] command(byte[] board) {
            return view.command(board);
        }
    }

    private static byte[][] words(String name, byte[] board, List<byte[]> behind) {
        List<byte[]> words = new ArrayList<>(List.of(ascii("LEADERBOARD"), ascii(name), board));
        words.addAll(behind);
        return words.toArray(byte[][]::new);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Standing> gather(int most, Consumer<Consumer<Standing>> source) {
        List<Standing> entries = new ArrayList<>(Math.min(most, 128));
        source.accept(entries::add);
        return entries;
    }
}
