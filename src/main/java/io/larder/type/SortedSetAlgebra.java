package io.larder.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;

/**
 * Union, intersection and difference of sorted sets and sets. All have one order, that of {@link Member#key}, so their
 * trees are merged as {@link SetAlgebra} does. Results come in that order too.
 *
 * <p>Scores are taken together from the smallest input on, which may show in the last digits of a sum.
 */
final class SortedSetAlgebra {

    private SortedSetAlgebra() {}

    /** What is in any of the operands. */
    static List<Scored> union(List<Operand> operands, DoubleBinaryOperator aggregate) {
        PriorityQueue<Source> sources = new PriorityQueue<>(operands.size(), Source.ORDER);
        List<Operand> ordered = smallestFirst(operands);
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).size() > 0) {
                sources.add(new Source(ordered.get(i), i));
            }
        }
        List<Scored> united = new ArrayList<>();
        byte[] key = null;
        double score = 0;
        for (Source source = sources.poll(); source != null; source = sources.poll()) {
            double more = source.score();
            if (key != null && Arrays.equals(key, source.key)) {
                score = aggregate.applyAsDouble(score, more);
            } else {
                if (key != null) {
                    united.add(new Scored(key, score));
                }
                key = source.key;
                score = more;
            }
            if (source.next()) {
                sources.add(source);
            }
        }
        if (key != null) {
            united.add(new Scored(key, score));
        }
        return united;
    }

    /** An operand with some members left, the next of which it stands at. */
    private static final class Source {
        static final Comparator<Source> ORDER = (one, other) -> {
            int order = Arrays.compareUnsigned(one.key, other.key);
            return order != 0 ? order : Integer.compare(one.turn, other.turn);
        };

        private final Operand operand;
        private final int turn;
        private final MemberCursor cursor;
        private byte[] key = {};

        /**
         * An operand that has members.
         *
         * @param turn when it comes, where several have one member
         */
        Source(Operand operand, int turn) {
            this.operand = operand;
            this.turn = turn;
            this.cursor = operand.cursor();
            stand();
        }

        private boolean stand() {
            byte[] next = cursor.peek();
            if (next == null) {
                return false;
            }
            key = next;
            return true;
        }

        boolean next() {
            cursor.skip();
            return stand();
        }

        double score() {
            return number(operand.weighted(cursor.value()));
        }
    }

    /** What is in all of the operands. */
    static List<Scored> intersection(List<Operand> operands, DoubleBinaryOperator aggregate) {
        List<Scored> common = new ArrayList<>();
        intersect(operands, aggregate, common::add);
        return common;
    }

    /** Visits what is in all of the operands, until the visitor has had enough. */
    static void intersect(List<Operand> operands, DoubleBinaryOperator aggregate, Predicate<Scored> visitor) {
        List<Operand> ordered = smallestFirst(operands);
        Operand least = ordered.get(0);
        if (least.size() == 0) {
            return;
        }
        List<Operand> others = ordered.subList(1, ordered.size());
        List<Operand.Finder> finders = finders(others, least.size());
        MemberCursor cursor = least.cursor();
        for (byte[] key = cursor.peek(); key != null; key = cursor.peek()) {
            double score = number(least.weighted(cursor.value()));
            boolean everywhere = true;
            for (int i = 0; everywhere && i < finders.size(); i++) {
                byte[] value = finders.get(i).find(key);
                everywhere = value != null;
                if (value != null) {
                    // NaN goes in here, unlike in a union: SUM makes it 0, MIN and MAX pass over it.
                    score = aggregate.applyAsDouble(score, others.get(i).weighted(value));
                }
            }
            if (everywhere && !visitor.test(new Scored(key, score))) {
                return;
            }
            cursor.skip();
        }
    }

    /** What is in the first operand, but in none of the others. */
    static List<Scored> difference(List<Operand> operands, DoubleBinaryOperator aggregate) {
        List<Scored> left = new ArrayList<>();
        Operand first = operands.get(0);
        if (first.size() == 0) {
            return left;
        }
        List<Operand.Finder> finders = finders(operands.subList(1, operands.size()), first.size());
        MemberCursor cursor = first.cursor();
        for (byte[] key = cursor.peek(); key != null; key = cursor.peek()) {
            boolean elsewhere = false;
            for (int i = 0; !elsewhere && i < finders.size(); i++) {
                elsewhere = finders.get(i).find(key) != null;
            }
            if (!elsewhere) {
                left.add(new Scored(key, first.weighted(cursor.value())));
            }
            cursor.skip();
        }
        return left;
    }

    private static List<Operand.Finder> finders(List<Operand> operands, long asked) {
        List<Operand.Finder> finders = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            finders.add(operand.finder(asked));
        }
        return finders;
    }

    private static List<Operand> smallestFirst(List<Operand> operands) {
        List<Operand> ordered = new ArrayList<>(operands);
        ordered.sort(Comparator.comparingLong(Operand::size));
        return ordered;
    }

    /** Zero times infinity is 0. */
    private static double number(double score) {
        return Double.isNaN(score) ? 0 : score;
    }
}
