package io.larder.contract;

import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a reply must look like. */
sealed interface Expectation {

    boolean met(Reply reply);

    /** The lines of a case below its command. */
    static Expectation of(List<String> lines) {
        String first = lines.get(0);
        List<String> rest = lines.subList(1, lines.size());
        if (first.equals("any")) {
            return new Any();
        }
        if (first.startsWith("between: ")) {
            String[] ends = first.substring("between: ".length()).split(" ");
            return new Between(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
        }
        if (first.equals("one of:")) {
            return new OneOf(rest);
        }
        if (first.equals("unordered:")) {
            return new Unordered(Printed.split(rest), 1);
        }
        if (first.equals("unordered pairs:")) {
            return new Unordered(Printed.split(rest), 2);
        }
        if (first.startsWith("some of: ")) {
            return new Drawn(Integer.parseInt(first.substring("some of: ".length())), Printed.split(rest), true);
        }
        if (first.startsWith("drawn from: ")) {
            return new Drawn(Integer.parseInt(first.substring("drawn from: ".length())), Printed.split(rest), false);
        }
        return new Exactly(String.join("\n", lines));
    }

    /** Whatever is no error. */
    record Any() implements Expectation {
        @Override
        public boolean met(Reply reply) {
            return !(reply instanceof Reply.Failure);
        }
    }

    /** This text. */
    record Exactly(String text) implements Expectation {
        @Override
        public boolean met(Reply reply) {
            return Printed.of(reply).equals(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** An integer of a range. */
    record Between(long least, long most) implements Expectation {
        @Override
        public boolean met(Reply reply) {
            return reply instanceof Reply.Whole whole && whole.value() >= least && whole.value() <= most;
        }
    }

    /** One of these texts. */
    record OneOf(List<String> texts) implements Expectation {
        @Override
        public boolean met(Reply reply) {
            return texts.contains(Printed.of(reply));
        }
    }

    /** An array of these items, groups of which may come in any order. */
    record Unordered(List<String> items, int group) implements Expectation {
        @Override
        public boolean met(Reply reply) {
            return Printed.isArray(reply) && sorted(items).equals(sorted(Printed.items(reply)));
        }

        private List<String> sorted(List<String> all) {
            return IntStream.range(0, (all.size() + group - 1) / group)
                    .mapToObj(i -> String.join("\n", all.subList(i * group, Math.min(all.size(), (i + 1) * group))))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** So many of these items. */
    record Drawn(int count, List<String> items, boolean different) implements Expectation {
        @Override
        public boolean met(Reply reply) {
            List<String> drawn = new ArrayList<>(Printed.items(reply));
            return Printed.isArray(reply)
                    && drawn.size() == count
                    && items.containsAll(drawn)
                    && (!different || new HashSet<>(drawn).size() == count);
        }
    }
}
