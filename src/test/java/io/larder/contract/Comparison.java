package io.larder.contract;

import io.larder.command.Command;
import io.larder.command.CommandTable;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends the same commands to two subjects, a real Redis and another, and tells where their replies, their data or their
 * keyspace notifications part.
 *
 * <p>Replies are the same to the byte, except that items of rows that say {@link Flag#UNORDERED} may come in any order,
 * and of rows that say {@link Flag#NONDETERMINISTIC} only the kind of the reply and its number of items are the same;
 * what such a row has changed is taken out on both sides.
 */
final class Comparison {

    /** The connection of what is asked only to compare: the first one may be within a transaction. */
    private static final int PROBE = 2;

    private static final int TELLS_ALL_AFTER = 20;
    private static final long CLOCKS_APART_MILLIS = 1_500;
    private static final long TOO_SOON_MILLIS = 30_000;

    /** Replies that are times, which are not taken at the same moment: by how much they may differ. */
    private static final Map<String, Long> TIMES =
            Map.of("TTL", 2L, "PTTL", CLOCKS_APART_MILLIS, "EXPIRETIME", 2L, "PEXPIRETIME", CLOCKS_APART_MILLIS);

    private static final Set<String> NEWER_BITOPS = Set.of("DIFF", "DIFF1", "ANDOR", "ONE");

    /** Commands that are answered otherwise by decision: not sent. */
    private static final List<BiPredicate<Command<?>, List<String>>> NOT_SENT = List.of(
            // A key copied onto itself: the REST clients expect 0, Redis refuses.
            (row, words) -> row.name().equals("COPY")
                    && words.size() > 2
                    && words.get(1).equals(words.get(2)),
            // A negative count of that size: Redis builds so long a reply, or dies of it; we refuse.
            (row, words) -> List.of("SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER").contains(row.name())
                    && words.size() > 2
                    && words.get(2).matches("-\\d{8,19}"),
            // Uses are noted under the policies that go by them only; Redis notes them always.
            (row, words) -> row.name().equals("OBJECT IDLETIME"),
            // What there is to tell of memory is another store's.
            (row, words) -> row.name().equals("MEMORY STATS"),
            // It comes from the REST clients; Redis does not know it.
            (row, words) -> row.name().equals("SCAN") && contains(words, "WITHTYPE"),
            // Redis words its refusal of an EXEC with arguments otherwise than that of any other command.
            (row, words) -> row.name().equals("EXEC") && words.size() > 1,
            // Operations of Redis 8.2.
            (row, words) ->
                    row.name().equals("BITOP") && words.size() > 1 && NEWER_BITOPS.contains(upper(words.get(1))));

    /** Commands whose replies are not determined by the data for reasons that the row as a whole cannot tell. */
    private static final List<BiPredicate<Command<?>, List<String>>> LOOSE = List.of(
            // What has expired is counted until Redis comes across it.
            (row, words) -> row.name().equals("DBSIZE"),
            // Elements of the same or no weight, and those of a set that is not sorted, come as they stand.
            (row, words) -> row.name().startsWith("SORT") && contains(words, "BY"));

    /** Commands that tell of keys otherwise. */
    private static final List<BiPredicate<Command<?>, List<String>>> TOLD_OTHERWISE = List.of(
            // Which elements come first is not determined, nor is what is looked for on their behalf.
            (row, words) -> row.name().startsWith("SORT") && contains(words, "BY"));

    private final Subject redis;
    private final Subject other;
    private final CommandTable table = Tables.all();
    private NoticeComparison notices;
    private final List<byte[][]> queued = new ArrayList<>();
    private int sent;

    Comparison(Subject redis, Subject other) {
        this.redis = redis;
        this.other = other;
    }

    /** Runs them on empty stores; tells the first difference, or null where there is none. */
    @Nullable
    String differenceAfter(List<byte[][]> commands) {
        redis.reset();
        other.reset();
        queued.clear();
        sent = 0;
        notices = new NoticeComparison(redis, other);
        for (byte[][] words : commands) {
            String difference = differenceOf(words);
            if (difference != null) {
                return shown(words) + '\n' + difference;
            }
        }
        return queued.isEmpty() ? differenceOfData() : null;
    }

    private @Nullable String differenceOf(byte[][] words) {
        Command<?> row = row(words);
        if (row == null
                || any(NOT_SENT, row, words)
                || row.name().equals("WATCH") && !watchesWhatIsThere(words)
                || rangesByMember(row, words) && !row.keys().in(words).stream().allMatch(this::hasOneScore)) {
            return null;
        }
        prepare(row, words);
        notices.forget();
        Reply expected = redis.send(1, words);
        Reply found = other.send(1, words);
        List<byte[][]> run = row.name().equals("EXEC") ? queued : List.<byte[][]>of(words);
        String told = run.stream().anyMatch(this::toldOtherwise) ? null : notices.difference(expected);
        if (expected instanceof Reply.Text text && text.value().equals("QUEUED")) {
            queued.add(words);
            return difference(expected, found, 1, false);
        }
        String difference;
        if (row.name().equals("EXEC") && !queued.isEmpty() && expected instanceof Reply.Many) {
            difference = differenceOfEach(expected, found);
            queued.forEach(each -> takeOutWhatExpires(changedBy(each)));
        } else {
            difference = difference(row, words, expected, found);
            takeOutWhatExpires(changedBy(words));
        }
        if (row.group() == Group.TRANSACTIONS && !row.name().equals("WATCH") && !(expected instanceof Reply.Failure)) {
            queued.clear();
        }
        if (difference == null) {
            difference = told;
        }
        if (difference == null && queued.isEmpty() && row.is(Flag.WRITE) && ++sent % TELLS_ALL_AFTER == 0) {
            difference = differenceOfData();
        }
        return difference;
    }

    private boolean toldOtherwise(byte[][] words) {
        Command<?> row = row(words);
        return row != null && any(TOLD_OTHERWISE, row, words);
    }

    /** A key that was not there, and is not there again, has changed for Redis but not for us. */
    private boolean watchesWhatIsThere(byte[][] words) {
        for (byte[] key : Arrays.asList(words).subList(1, words.length)) {
            if (redis.send(PROBE, new byte[][] {Words.of("EXISTS")[0], key}).equals(Reply.ZERO)) {
                return false;
            }
        }
        return true;
    }

    private static boolean rangesByMember(Command<?> row, byte[][] words) {
        return row.name().contains("LEX") || contains(texts(words), "BYLEX");
    }

    /** What a range of members is where scores differ is said to be unspecified. */
    private boolean hasOneScore(byte[] key) {
        String name = Printed.of(Reply.bytes(key));
        List<String> first = Printed.items(redis.send(PROBE, Words.of("ZRANGE " + name + " 0 0 WITHSCORES")));
        List<String> last = Printed.items(redis.send(PROBE, Words.of("ZRANGE " + name + " -1 -1 WITHSCORES")));
        return first.isEmpty() || first.get(1).equals(last.get(1));
    }

    private @Nullable String differenceOfEach(Reply expected, Reply found) {
        List<Reply> theirs = items(expected);
        List<Reply> ours = items(found);
        if (theirs.size() != ours.size() || theirs.size() != queued.size()) {
            return apart(expected, found);
        }
        for (int i = 0; i < theirs.size(); i++) {
            byte[][] words = queued.get(i);
            Command<?> row = row(words);
            String difference = row == null ? null : difference(row, words, theirs.get(i), ours.get(i));
            if (difference != null) {
                return "at " + shown(words) + '\n' + difference;
            }
        }
        return null;
    }

    private @Nullable String difference(Command<?> row, byte[][] words, Reply expected, Reply found) {
        boolean failed = expected instanceof Reply.Failure || found instanceof Reply.Failure;
        if (!failed && TIMES.containsKey(row.name()) && found instanceof Reply.Whole ours) {
            long difference = Math.abs(ours.value() - ((Reply.Whole) expected).value());
            return difference <= TIMES.get(row.name()) ? null : apart(expected, found);
        }
        if (!failed && (row.is(Flag.NONDETERMINISTIC) || any(LOOSE, row, words))) {
            if (row.is(Flag.WRITE)) {
                takeOut(texts(row.keys().in(words)));
            }
            boolean alike = expected.getClass() == found.getClass()
                    || items(found) != List.<Reply>of() && items(expected) != List.<Reply>of();
            return alike && items(expected).size() == items(found).size() ? null : apart(expected, found);
        }
        return difference(expected, found, found instanceof Reply.Pairs ? 2 : 1, row.is(Flag.UNORDERED));
    }

    private static @Nullable String difference(Reply expected, Reply found, int group, boolean unordered) {
        boolean same;
        if (expected instanceof Reply.Failure theirs && found instanceof Reply.Failure ours) {
            same = readable(theirs).equals(readable(ours));
        } else if (unordered && Printed.isArray(expected)) {
            same = new Expectation.Unordered(Printed.items(expected), group).met(found);
        } else {
            same = plain(Printed.of(expected)).equals(plain(Printed.of(found)));
        }
        return same ? null : apart(expected, found);
    }

    /** A score of minus zero is zero with us. */
    private static String plain(String printed) {
        return printed.replace("\"-0\"", "\"0\"");
    }

    /** The text of an error as far as it is one: Redis repeats the bytes of a wrong word, up to a zero byte. */
    private static String readable(Reply.Failure failure) {
        return failure.message().split("[^ -~]", 2)[0];
    }

    private static String apart(Reply expected, Reply found) {
        return "Redis answers\n" + Printed.of(expected) + "\nwe answer\n" + Printed.of(found);
    }

    private @Nullable String differenceOfData() {
        Map<String, String> expected = data(redis);
        Map<String, String> found = data(other);
        for (String key : union(expected, found)) {
            String theirs = expected.getOrDefault(key, "nothing");
            String ours = found.getOrDefault(key, "nothing");
            if (!plain(theirs).equals(plain(ours))) {
                return "the key " + key + " has in Redis\n" + theirs + "\nand with us\n" + ours;
            }
            long expiry = expiry(redis, key);
            if (Math.abs(expiry - expiry(other, key)) > CLOCKS_APART_MILLIS) {
                return "the key " + key + " expires in Redis at\n" + expiry + "\nand with us\n" + expiry(other, key);
            }
        }
        return null;
    }

    private static List<String> union(Map<String, String> one, Map<String, String> other) {
        Map<String, String> both = new TreeMap<>(one);
        both.putAll(other);
        return List.copyOf(both.keySet());
    }

    private static Map<String, String> data(Subject subject) {
        Map<String, String> data = new TreeMap<>();
        for (String key : Printed.items(subject.send(PROBE, Words.of("KEYS *")))) {
            data.put(key, value(subject, key));
        }
        return data;
    }

    private static String value(Subject subject, String key) {
        String type = Printed.of(subject.send(PROBE, Words.of("TYPE " + key)));
        return type
                + '\n'
                + switch (type) {
                    case "string" -> Printed.of(subject.send(PROBE, Words.of("GET " + key)));
                    case "list" -> Printed.of(subject.send(PROBE, Words.of("LRANGE " + key + " 0 -1")));
                    case "zset" -> Printed.of(subject.send(PROBE, Words.of("ZRANGE " + key + " 0 -1 WITHSCORES")));
                    case "set" -> sorted(subject.send(PROBE, Words.of("SMEMBERS " + key)), 1);
                    case "hash" -> sorted(subject.send(PROBE, Words.of("HGETALL " + key)), 2);
                    default -> "";
                };
    }

    private static String sorted(Reply reply, int group) {
        List<String> items = Printed.items(reply);
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < items.size(); i += group) {
            groups.add(String.join(" ", items.subList(i, i + group)));
        }
        return String.join("\n", groups.stream().sorted().toList());
    }

    private static long expiry(Subject subject, String key) {
        return ((Reply.Whole) subject.send(PROBE, Words.of("PEXPIRETIME " + key))).value();
    }

    /** Times are far apart or long ago; what is gone soon would be gone on one side first. */
    private void takeOutWhatExpires(List<String> keys) {
        for (String key : keys) {
            // What has expired by now is gone with us; Redis takes it out when it comes across it.
            redis.send(PROBE, Words.of("EXISTS " + key));
            Reply left = other.send(PROBE, Words.of("PTTL " + key));
            if (left instanceof Reply.Whole whole && whole.value() >= 0 && whole.value() < TOO_SOON_MILLIS) {
                takeOut(List.of(key));
            }
        }
    }

    private void takeOut(List<String> keys) {
        if (!keys.isEmpty()) {
            byte[][] del = Words.of("DEL " + String.join(" ", keys));
            redis.send(PROBE, del);
            other.send(PROBE, del);
        }
    }

    /** The keys that a command names, if it may change them. */
    private List<String> changedBy(byte[][] words) {
        Command<?> row = row(words);
        return row != null && row.is(Flag.WRITE) ? texts(row.keys().in(words)) : List.of();
    }

    /** Both clocks are the system's; where it counts what comes first, a little passes. */
    private void prepare(Command<?> row, byte[][] words) {
        List<String> texts = texts(words);
        if (row.group() == Group.GENERIC && (contains(texts, "GT") || contains(texts, "LT"))) {
            redis.pass(2);
        }
        // SORT of Redis takes an underflow of any number before it for its own, unless a cursor was read in between.
        redis.send(PROBE, Words.of("HSCAN nokey 0"));
        if (other.hasClock()) {
            Reply time = other.send(PROBE, Words.of("TIME"));
            if (Printed.isArray(time)) {
                List<Reply> parts = items(time);
                other.pass(System.currentTimeMillis() - number(parts.get(0)) * 1000 - number(parts.get(1)) / 1000);
            }
        }
    }

    private static long number(Reply reply) {
        return Long.parseLong(text(((Reply.Bytes) reply).value()));
    }

    private @Nullable Command<?> row(byte[][] words) {
        Command<?> row = table.row(text(words[0]));
        return row == null && words.length > 1 ? table.row(text(words[0]) + ' ' + text(words[1])) : row;
    }

    private static boolean any(List<BiPredicate<Command<?>, List<String>>> rules, Command<?> row, byte[][] words) {
        return rules.stream().anyMatch(rule -> rule.test(row, texts(words)));
    }

    private static boolean contains(List<String> words, String token) {
        return words.stream().anyMatch(word -> upper(word).equals(token));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static List<Reply> items(Reply reply) {
        return reply instanceof Reply.Many many
                ? many.items()
                : reply instanceof Reply.Pairs pairs ? pairs.items() : List.of();
    }

    private static List<String> texts(byte[][] words) {
        return Arrays.stream(words).map(Comparison::text).toList();
    }

    /** Keys as one would type them. */
    private static List<String> texts(List<byte[]> words) {
        return words.stream().map(word -> Printed.of(Reply.bytes(word))).toList();
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    /** A command as one would type it. */
    static String shown(byte[][] words) {
        StringBuilder line = new StringBuilder(text(words[0]));
        for (byte[] word : Arrays.asList(words).subList(1, words.length)) {
            String printed = Printed.of(Reply.bytes(word));
            boolean bare = printed.matches("\"[!#-&(-\\[\\]-~]+\"");
            line.append(' ').append(bare ? printed.substring(1, printed.length() - 1) : printed);
        }
        return line.toString();
    }
}
