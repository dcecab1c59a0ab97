package io.larder.door.http.v1;

import io.larder.command.Numbers;
import io.larder.command.Reply;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What replies say, for resources that know what they have asked. */
final class Replies {

    /** From here on a double's integers are not told in full. */
    private static final double WHOLE = 1e17;

    private Replies() {}

    /** An integer. */
    static long whole(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return whole.value();
        }
        throw unexpected(reply);
    }

    /** Whether an integer is not 0. */
    static boolean truth(Reply reply) {
        return whole(reply) != 0;
    }

    /** The bytes of a string, or null for nil. */
    static byte @Nullable [] bytesOrNull(Reply reply) {
        return reply instanceof Reply.Nil ? null : bytes(reply);
    }

    /** The bytes of a string. */
    static byte[] bytes(Reply reply) {
        if (reply instanceof Reply.Bytes bytes) {
            return bytes.value();
        }
        if (reply instanceof Reply.Text text) {
            return text.value().getBytes(StandardCharsets.UTF_8);
        }
        throw unexpected(reply);
    }

    /** A string in ASCII. */
    static String text(Reply reply) {
        return new String(bytes(reply), StandardCharsets.ISO_8859_1);
    }

    /** The items of an array or a map; none for nil. */
    static List<Reply> items(Reply reply) {
        if (reply instanceof Reply.Many many) {
            return many.items();
        }
        if (reply instanceof Reply.Pairs pairs) {
            return pairs.items();
        }
        if (reply instanceof Reply.Nil) {
            return List.of();
        }
        throw unexpected(reply);
    }

    /** A number as JSON has it, with all its digits: integers as such; {@code "inf"} and {@code "-inf"} are strings. */
    static Object number(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return whole.value();
        }
        if (reply instanceof Reply.Real real) {
            return score(real.value());
        }
        return new BigDecimal(text(reply));
    }

    /** A score as JSON has it: the shortest digits that mean the same double. */
    static Object score(Reply reply) {
        return score(reply instanceof Reply.Real real ? real.value() : Numbers.real(bytes(reply)));
    }

    private static Object score(double value) {
        if (Double.isInfinite(value)) {
            return Numbers.text(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < WHOLE) {
            return (long) value;
        }
        return value;
    }

    /** The same in JSON, maps being objects. */
    static Object json(Reply reply) {
        if (reply instanceof Reply.Pairs pairs) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < pairs.items().size(); i += 2) {
                object.put(
                        Encoding.TEXT.text(bytes(pairs.items().get(i))),
                        json(pairs.items().get(i + 1)));
            }
            return object;
        }
        if (reply instanceof Reply.Many many) {
            return many.items().stream().map(Replies::json).toList();
        }
        return reply instanceof Reply.Whole whole ? whole.value() : Encoding.TEXT.text(bytes(reply));
    }

    private static IllegalStateException unexpected(Reply reply) {
        return new IllegalStateException("a reply of this kind was not expected: " + reply);
    }
}
