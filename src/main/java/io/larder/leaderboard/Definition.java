package io.larder.leaderboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.larder.command.Key;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a leaderboard is to do. {@link #text} is its JSON with all defaults in their places: two definitions with the
 * same text are the same.
 *
 * @param min the lowest score that is taken
 * @param max the highest score that is taken
 * @param maxGain the most that a score may rise by one submit
 * @param maxGainHour the most that a score may rise within an hour by the clock
 * @param submitsPerSecond how many submits of one id are taken in a second; 0 for any number
 * @param ttl how long an entry stays after its score was reached, in milliseconds; 0 for good
 * @param schedule when seasons end; null where they end by hand only
 * @param keepSeasons how many ended seasons stay readable
 * @param grace how long an ended season takes scores that name it, in milliseconds
 * @param clientSubmit whether users may submit scores of their own, and read
 * @param clientRead whether users may read
 * @param feeds further boards that take each submit too
 */
record Definition(
        byte[] text,
        Order order,
        Keep keep,
        Ties ties,
        Scale scale,
        long min,
        long max,
        long maxGain,
        long maxGainHour,
        int submitsPerSecond,
        long ttl,
        @Nullable Schedule schedule,
        int keepSeasons,
        long grace,
        boolean clientSubmit,
        boolean clientRead,
        List<byte[]> feeds) {

    private static final int LONGEST = 8 << 10;
    private static final int MOST_FEEDS = 8;
    private static final int MOST_SEASONS = 1000;
    private static final int SUBMITS_PER_SECOND = 10;
    private static final int SEASONS = 10;
    private static final long MOST_SECONDS = 3_155_760_000L;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reading one takes longer than most that is done with it. */
    private static final Map<Key, Definition> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 4096;

    /** The definition of a stored text. */
    static Definition stored(byte[] text) {
        Key key = new Key(text);
        Definition known = KNOWN.get(key);
        if (known == null) {
            known = parse(text);
            if (KNOWN.size() >= MOST_KNOWN) {
                KNOWN.clear();
            }
            KNOWN.put(key, known);
        }
        return known;
    }

    /**
     * Reads what someone has written; what is left out has its default.
     *
     * @throws io.larder.command.CommandError where it is no definition
     */
    static Definition parse(byte[] json) {
        if (json.length > LONGEST) {
            throw BoardError.badDefinition("a definition has at most " + LONGEST + " bytes");
        }
        try {
            return new Reader(JSON.readTree(json), "", Reader.FIELDS).definition();
        } catch (JsonProcessingException e) {
            throw BoardError.badDefinition("it is not JSON, or has a field twice");
        } catch (IOException e) {
            throw BoardError.badDefinition("it is not JSON");
        }
    }

    /** What differs and cannot be changed while there are entries, or null. */
    @Nullable
    String fixedDifference(Definition other) {
        JsonNode mine = tree();
        JsonNode others = other.tree();
        for (String field : List.of("order", "keep", "ties", "decimals", "big")) {
            if (!mine.path(field).equals(others.path(field))) {
                return field;
            }
        }
        if (ttl == 0 != (other.ttl == 0)) {
            return "whether there is a ttl_s";
        }
        String zone = "zone";
        return mine.path("season").path(zone).equals(others.path("season").path(zone)) ? null : zone;
    }

    /** Whether seasons end at other times. */
    boolean endsOtherwise(Definition other) {
        JsonNode mine = tree().path("season");
        JsonNode others = other.tree().path("season");
        return List.of("every", "cron", "zone").stream()
                .anyMatch(field -> !mine.path(field).equals(others.path(field)));
    }

    private JsonNode tree() {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads one JSON object, and writes the same with its defaults. */
    private static final class Reader {

        static final Set<String> FIELDS = Set.of(
                "order",
                "keep",
                "ties",
                "decimals",
                "big",
                "min",
                "max",
                "max_gain",
                "max_gain_hour",
                "submits_per_s",
                "ttl_s",
                "season",
                "client_submit",
                "client_read",
                "feeds");
        static final Set<String> OF_SEASON = Set.of("every", "cron", "zone", "keep", "grace_s");

        private final JsonNode from;
        private final String prefix;
        private final ObjectNode written = JSON.createObjectNode();

        Reader(JsonNode from, String prefix, Set<String> fields) {
            if (!from.isObject()) {
                throw BoardError.badDefinition((prefix.isEmpty() ? "it" : prefix) + " must be a JSON object");
            }
            from.fieldNames().forEachRemaining(name -> {
                if (!fields.contains(name)) {
                    throw BoardError.badDefinition("there is no field " + prefix + name);
                }
            });
            this.from = from;
            this.prefix = prefix;
        }

        Definition definition() {
            Order order = word("order", Order.class, Order.DESC);
            Keep keep = word("keep", Keep.class, Keep.BEST);
            Ties ties = word("ties", Ties.class, Ties.FIRST);
            int decimals = (int) whole("decimals", 0, 0, 6);
            Scale scale = new Scale(decimals, truth("big"));
            long min = score("min", scale, scale.lowest());
            long max = score("max", scale, scale.highest());
            if (min > max) {
                throw BoardError.badDefinition("min is above max");
            }
            long maxGain = gain("max_gain", scale);
            long maxGainHour = gain("max_gain_hour", scale);
            int perSecond = (int) whole("submits_per_s", SUBMITS_PER_SECOND, 0, 1000);
            long ttl = whole("ttl_s", 0, 0, MOST_SECONDS) * 1000;
            boolean submit = truth("client_submit");
            boolean read = truth("client_read");
            List<byte[]> feeds = feeds();
            JsonNode given = from.path("season");
            Reader season = new Reader(
                    given.isMissingNode() || given.isNull() ? JSON.createObjectNode() : given, "season.", OF_SEASON);
            Schedule schedule = season.schedule();
            int seasons = (int) season.whole("keep", SEASONS, 0, MOST_SEASONS);
            long grace = season.whole("grace_s", 0, 0, MOST_SECONDS) * 1000;
            written.set("season", season.written);
            byte[] text = written.toString().getBytes(StandardCharsets.UTF_8);
            return new Definition(
                    text,
                    order,
                    keep,
                    ties,
                    scale,
                    min,
                    max,
                    maxGain,
                    maxGainHour,
                    perSecond,
                    ttl,
                    schedule,
                    seasons,
                    grace,
                    submit,
                    read,
                    feeds);
        }

        private @Nullable Schedule schedule() {
            String every = text("every");
            String cron = text("cron");
            if (every != null && cron != null) {
                throw BoardError.badDefinition("season has every or cron, not both");
            }
            String given = text("zone");
            String zone = given == null ? "UTC" : given;
            Schedule schedule =
                    cron != null ? Schedule.cron(cron, zone) : Schedule.every(every == null ? "day" : every, zone);
            if (every != null) {
                written.put("every", every);
            }
            if (cron != null) {
                written.put("cron", cron);
            }
            written.put("zone", zone);
            return every == null && cron == null ? null : schedule;
        }

        private List<byte[]> feeds() {
            List<byte[]> feeds = new ArrayList<>();
            JsonNode given = from.path("feeds");
            if (!given.isMissingNode() && (!given.isArray() || given.size() > MOST_FEEDS)) {
                throw BoardError.badDefinition("feeds is an array of at most " + MOST_FEEDS + " leaderboards");
            }
            for (JsonNode name : given) {
                byte[] bytes = name.asText().getBytes(StandardCharsets.UTF_8);
                boolean known = feeds.stream().anyMatch(one -> java.util.Arrays.equals(one, bytes));
                if (!name.isTextual() || bytes.length == 0 || known) {
                    throw BoardError.badDefinition("feeds names leaderboards, each once");
                }
                feeds.add(bytes);
            }
            written.set("feeds", given.isMissingNode() ? JSON.createArrayNode() : given);
            return List.copyOf(feeds);
        }

        private <T extends Enum<T>> T word(String name, Class<T> type, T otherwise) {
            String text = text(name);
            T value = otherwise;
            if (text != null) {
                try {
                    value = Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
                } catch (IllegalArgumentException e) {
                    throw BoardError.badDefinition(prefix + name + " is one of "
                            + String.join(
                                    ", ",
                                    List.of(type.getEnumConstants()).stream()
                                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                                            .toList()));
                }
            }
            written.put(name, value.name().toLowerCase(Locale.ROOT));
            return value;
        }

        private @Nullable String text(String name) {
            JsonNode value = from.path(name);
            if (value.isMissingNode() || value.isNull()) {
                return null;
            }
            if (!value.isTextual()) {
                throw BoardError.badDefinition(prefix + name + " must be a string");
            }
            return value.asText();
        }

        private long whole(String name, long otherwise, long least, long most) {
            JsonNode value = from.path(name);
            long number = otherwise;
            if (!value.isMissingNode() && !value.isNull()) {
                if (!value.canConvertToLong()
                        || !value.canConvertToExactIntegral()
                        || value.longValue() < least
                        || value.longValue() > most) {
                    throw BoardError.badDefinition(prefix + name + " must be an integer from " + least + " to " + most);
                }
                number = value.longValue();
            }
            written.put(name, number);
            return number;
        }

        private boolean truth(String name) {
            JsonNode value = from.path(name);
            if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
                throw BoardError.badDefinition(prefix + name + " must be true or false");
            }
            written.put(name, value.booleanValue());
            return value.booleanValue();
        }

        private long gain(String name, Scale scale) {
            long gain = score(name, scale, Long.MAX_VALUE);
            if (gain < 0) {
                throw BoardError.badDefinition(name + " must not be negative");
            }
            return gain;
        }

        private long score(String name, Scale scale, long otherwise) {
            JsonNode value = from.path(name);
            if (value.isMissingNode() || value.isNull()) {
                return otherwise;
            }
            if (!value.isNumber() && !value.isTextual()) {
                throw BoardError.badDefinition(name + " must be a number");
            }
            String text = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
            long score;
            try {
                score = scale.parse(text.getBytes(StandardCharsets.UTF_8));
            } catch (io.larder.command.CommandError none) {
                throw BoardError.badDefinition(
                        name + " must be a score with at most " + scale.decimals() + " decimals");
            }
            if (scale.big()) {
                written.put(name, scale.text(score));
            } else {
                written.put(name, new BigDecimal(scale.text(score)));
            }
            return score;
        }
    }
}
