package io.larder.leaderboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a board should answer, by sorting everything each time. */
final class BoardModel {

    private record Entry(String id, long score, long reached, boolean hidden) {}

    final Order order;
    final Keep keep;
    final Ties ties;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long steps;

    BoardModel(Random random) {
        order = Order.values()[random.nextInt(2)];
        keep = Keep.values()[random.nextInt(4)];
        ties = Ties.values()[random.nextInt(4)];
    }

    String definition() {
        return "{\"order\":\"" + lower(order) + "\",\"keep\":\"" + lower(keep) + "\",\"ties\":\"" + lower(ties)
                + "\",\"submits_per_s\":0}";
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether anything has changed. */
    boolean submit(String id, long score) {
        Entry old = entries.get(id);
        long result = score;
        if (old != null) {
            result = switch (keep) {
                case BEST -> better(score, old.score) ? score : old.score;
                case LAST -> score;
                case SUM -> old.score + score;
                case FIRST -> old.score;
            };
            if (result == old.score) {
                return false;
            }
        }
        entries.put(id, new Entry(id, result, ++steps, old != null && old.hidden));
        return true;
    }

    void remove(String id) {
        entries.remove(id);
    }

    void clear() {
        entries.clear();
    }

    boolean has(String id) {
        return entries.containsKey(id);
    }

    void hide(String id, boolean hidden) {
        entries.computeIfPresent(id, (same, one) -> new Entry(id, one.score, one.reached, hidden));
    }

    private boolean better(long one, long other) {
        return order == Order.ASC ? one < other : one > other;
    }

    /** All lines as a viewer sees them, as {@link BoardClient#line} has them. */
    List<String> lines(String viewer) {
        Comparator<Entry> comparator = Comparator.comparingLong(Entry::score);
        if (order == Order.DESC) {
            comparator = comparator.reversed();
        }
        comparator = ties == Ties.MEMBER
                ? comparator.thenComparing(Entry::id)
                : comparator.thenComparingLong(Entry::reached);
        List<Entry> sorted = entries.values().stream()
                .filter(one -> !one.hidden || one.id.equals(viewer))
                .sorted(comparator)
                .toList();
        List<String> lines = new ArrayList<>();
        long shared = 0;
        long dense = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Entry one = sorted.get(i);
            if (i == 0 || sorted.get(i - 1).score != one.score) {
                shared = i + 1;
                dense++;
            }
            long rank = switch (ties) {
                case FIRST, MEMBER -> i + 1;
                case SHARED -> shared;
                case DENSE -> dense;
            };
            lines.add((i + 1) + " " + rank + " " + one.id + " " + one.score);
        }
        return lines;
    }
}
