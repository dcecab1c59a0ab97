package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.larder.command.CommandError;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link Numbers} reads and writes as a real Redis does: integers as INCRBY, doubles as ZADD and ZSCORE. */
@Tag("real-parts")
class NumbersOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final int DRAWN = 2_000;

    private static final String INTEGERS =
            "0 -0 +1 01 -1 -01 - 1.0 1e3 0x10 9 -9 9223372036854775807 9223372036854775808"
                    + " -9223372036854775808 -9223372036854775809 9223372036854775810 -9223372036854775810"
                    + " 92233720368547758070 18446744073709551616 10000000000000000000 \uff11";

    private static final String DOUBLES =
            "0 -0 +1 01 -01.50 - . .5 5. -.5 +.5e1 1e 1e+ 1e3 1E3 1e-3 1e400 -1e400 1e-400"
                    + " 4.9e-324 2e-324 1.7976931348623157e308 1.7976931348623159e308"
                    + " 0e500 0x10 0X1f -0x.8 0x1p4 0x1.8p-1 0x"
                    + " 0x1p 0xg inf -inf +inf INF Infinity -iNfInItY infinit nan -nan NaN nan(1)"
                    + " 1f 1d 1L 1_0 --1 +-1 1e5.0"
                    + " 0x1.8 3.0 1e17 1e16 99999999999999999 100000000000000000 123456789012345678 1234567890123456789"
                    + " 9223372036854775807 0.1 1e-5 0.0001 0.00001 1e21 1.5e300 \u0661 0x1p4f 0x1p4d 0x1f.8 0x1.fp0";

    @Test
    void integersAreReadAsRedisReadsThem() {
        List<String> words = new ArrayList<>(List.of(" 1", "1 ", "", "1\0"));
        words.addAll(List.of(INTEGERS.split(" ")));
        Random random = new Random(1);
        for (int i = 0; i < DRAWN; i++) {
            words.add(Long.toString(random.nextLong() >> random.nextInt(64)));
        }
        for (String word : words) {
            REDIS.send(1, words("SET", "n", "0"));
            Reply ours;
            try {
                ours = new Reply.Whole(Numbers.whole(bytes(word)));
            } catch (CommandError refusal) {
                ours = refusal.reply();
            }
            assertEquals(REDIS.send(1, words("INCRBY", "n", word)), ours, word);
        }
    }

    @Test
    void doublesAreReadAndWrittenAsRedisDoes() {
        List<String> words = new ArrayList<>(List.of(" 1", "1 ", "", "1\0", "\0", "\t1"));
        words.addAll(List.of(DOUBLES.split(" ")));
        Random random = new Random(2);
        for (int i = 0; i < DRAWN; i++) {
            words.add(Double.toString(Double.longBitsToDouble(random.nextLong())));
            words.add(Float.toString(random.nextFloat() * 1000));
            words.add(Double.toString(Math.scalb(random.nextInt(), random.nextInt(120) - 60)));
        }
        for (String word : words) {
            assertEquals(theirs(word), ours(word), word);
        }
    }

    private static Reply ours(String word) {
        try {
            double value = Numbers.real(bytes(word));
            // A sorted set has no -0.
            return new Reply.Text(Numbers.text(value == 0 ? 0 : value));
        } catch (CommandError refusal) {
            return refusal.reply();
        }
    }

    private static Reply theirs(String word) {
        REDIS.send(1, words("DEL", "z"));
        if (REDIS.send(1, words("ZADD", "z", word, "m")) instanceof Reply.Failure failure) {
            return failure;
        }
        Reply.Bytes score = (Reply.Bytes) REDIS.send(1, words("ZSCORE", "z", "m"));
        return new Reply.Text(new String(score.value(), StandardCharsets.UTF_8));
    }

    private static byte[][] words(String... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            all[i] = bytes(words[i]);
        }
        return all;
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }
}
