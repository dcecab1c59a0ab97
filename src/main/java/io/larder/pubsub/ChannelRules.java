package io.larder.pubsub;

import io.larder.command.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is set for which channels. Of the patterns that fit a channel the most specific counts: the one with the most
 * characters that are not wildcards, then the one with the fewest stars. Two rules with equally specific patterns are
 * taken in the order of the patterns.
 */
public final class ChannelRules {

    /** Nothing is set. */
    public static final ChannelRules NONE = new ChannelRules(List.of());

    private final List<Rule> rules;
    private final List<Glob> globs = new ArrayList<>();

    /** The settings of the channels that fit a pattern. */
    public record Rule(String pattern, ChannelSettings settings) {}

    /** Rules in any order. */
    public ChannelRules(List<Rule> rules) {
        this.rules = rules.stream()
                .sorted(Comparator.comparingInt((Rule rule) -> -literals(rule.pattern()))
                        .thenComparingInt(rule -> stars(rule.pattern()))
                        .thenComparing(Rule::pattern))
                .toList();
        for (Rule rule : this.rules) {
            globs.add(new Glob(rule.pattern().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What is set for a channel. */
    public ChannelSettings of(byte[] channel) {
        for (int i = 0; i < globs.size(); i++) {
            if (globs.get(i).matches(channel)) {
                return rules.get(i).settings();
            }
        }
        return ChannelSettings.PLAIN;
    }

    /** How many characters stand for themselves. */
    private static int literals(String pattern) {
        int count = 0;
        boolean inSet = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (inSet) {
                inSet = c != ']';
            } else if (c == '[') {
                inSet = true;
            } else if (c == '\\') {
                i++;
                count++;
            } else if (c != '*' && c != '?') {
                count++;
            }
        }
        return count;
    }

    private static int stars(String pattern) {
        return (int) pattern.chars().filter(c -> c == '*').count();
    }
}
