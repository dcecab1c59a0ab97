package io.larder.door.http.v1;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a key stays, and until when, as requests and answers spell it: {@code 90}, {@code 1.5} and {@code 90s} are
 * seconds, {@code 500ms}, {@code 10m}, {@code 2h} and {@code 7d} what one thinks.
 */
final class Ttl {

    private static final int MILLIS_DIGITS = 3;

    /** The date of HTTP's headers, always with two digits for the day. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    /** The last second whose date HTTP can spell. */
    private static final long LAST_DATE = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private Ttl() {}

    /** The milliseconds that {@code text} spells, or null where it is null. */
    static @Nullable Long millis(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.chars().allMatch(c -> c < 0x80)) {
            throw refusal();
        }
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        long unit = unit(text.substring(end));
        try {
            BigDecimal number = new BigDecimal(text.substring(0, end));
            return number.multiply(BigDecimal.valueOf(unit)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw refusal();
        }
    }

    private static long unit(String name) {
        return switch (name) {
            case "ms" -> 1;
            case "", "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw refusal();
        };
    }

    private static Refusal refusal() {
        return Refusal.badRequest("a ttl is a number of seconds, or one with its unit: 500ms, 30s, 10m, 2h, 7d");
    }

    /** Milliseconds as a JSON number of seconds. */
    static Number seconds(long millis) {
        return millis % 1_000 == 0 ? (Number) (millis / 1_000) : BigDecimal.valueOf(millis, MILLIS_DIGITS);
    }

    /** A time, in milliseconds since 1970, as a header has it; null where no header can. */
    static @Nullable String httpDate(long time) {
        return time > LAST_DATE
                ? null
                : HTTP_DATE.format(Instant.ofEpochMilli(time).atOffset(ZoneOffset.UTC));
    }
}
