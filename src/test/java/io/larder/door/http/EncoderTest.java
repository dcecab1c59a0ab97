package io.larder.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.larder.command.Reply;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Output;
import io.larder.door.codec.Starved;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies as JSON and as RESP2. */
class EncoderTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Reply NESTED = Reply.many(
            Reply.OK,
            Reply.bytes("a"),
            Reply.NIL,
            Reply.NONE,
            Reply.many(Reply.whole(-7), Reply.many(Reply.NIL_MANY)),
            new Reply.Pairs(List.of(Reply.bytes("f"), new Reply.Real(0.1))),
            new Reply.Failure("ERR no \"x\""),
            new Reply.Text("PONG"));

    @Test
    void jsonOfEachKind() {
        assertEquals("{\"result\":\"OK\"}", json(Reply.OK));
        assertEquals("{\"result\":\"PONG\"}", json(new Reply.Text("PONG")));
        assertEquals("{\"result\":null}", json(Reply.NIL));
        assertEquals("{\"result\":null}", json(Reply.NIL_MANY));
        assertEquals("{\"result\":-9223372036854775808}", json(Reply.whole(Long.MIN_VALUE)));
        assertEquals("{\"result\":0}", json(Reply.ZERO));
        assertEquals("{\"result\":10}", json(Reply.whole(10)));
        assertEquals("{\"result\":\"0.10000000000000001\"}", json(new Reply.Real(0.1)));
        assertEquals("{\"result\":\"inf\"}", json(new Reply.Real(Double.POSITIVE_INFINITY)));
        assertEquals("{\"result\":\"\"}", json(Reply.bytes("")));
        assertEquals("{\"result\":[]}", json(Reply.NONE));
        assertEquals("{\"result\":[]}", json(new Reply.Pairs(List.of())));
        assertEquals("{\"error\":\"ERR no \\\"x\\\"\"}", json(new Reply.Failure("ERR no \"x\"")));
        assertEquals(
                "{\"result\":[\"OK\",\"a\",null,[],[-7,[null]],[\"f\",\"0.10000000000000001\"],"
                        + "\"ERR no \\\"x\\\"\",\"PONG\"]}",
                json(NESTED));
    }

    @Test
    void base64OfEachKind() {
        assertEquals("{\"result\":\"OK\"}", base64(Reply.OK));
        assertEquals("{\"result\":\"T0s=\"}", base64(Reply.bytes("OK")));
        assertEquals("{\"result\":\"UE9ORw==\"}", base64(new Reply.Text("PONG")));
        assertEquals("{\"result\":null}", base64(Reply.NIL));
        assertEquals("{\"result\":12}", base64(Reply.whole(12)));
        assertEquals("{\"result\":\"MC41\"}", base64(new Reply.Real(0.5)));
        assertEquals("{\"result\":\"\"}", base64(Reply.bytes("")));
        assertEquals("{\"error\":\"ERR x\"}", base64(new Reply.Failure("ERR x")));
        assertEquals(
                "{\"result\":[\"T0s=\",\"YQ==\",null,[],[-7,[null]],[\"Zg==\",\"MC4xMDAwMDAwMDAwMDAwMDAwMQ==\"],"
                        + "\"ERR no \\\"x\\\"\",\"UE9ORw==\"]}",
                base64(NESTED));
    }

    @Test
    void resp2OfEachKind() {
        assertEquals("+OK\r\n", resp(Reply.OK));
        assertEquals("+PONG\r\n", resp(new Reply.Text("PONG")));
        assertEquals("$-1\r\n", resp(Reply.NIL));
        assertEquals("*-1\r\n", resp(Reply.NIL_MANY));
        assertEquals(":-5\r\n", resp(Reply.whole(-5)));
        assertEquals("$3\r\n0.5\r\n", resp(new Reply.Real(0.5)));
        assertEquals("$4\r\na\r\nb\r\n", resp(Reply.bytes("a\r\nb")));
        assertEquals("-ERR two lines\r\n", resp(new Reply.Failure("ERR two\nlines")));
        assertEquals(
                "*8\r\n+OK\r\n$1\r\na\r\n$-1\r\n*0\r\n*2\r\n:-7\r\n*1\r\n*-1\r\n*2\r\n$1\r\nf\r\n"
                        + "$19\r\n0.10000000000000001\r\n-ERR no \"x\"\r\n+PONG\r\n",
                resp(NESTED));
    }

    @Property
    void jsonHoldsWhatTheBytesSpell(@ForAll @Size(max = 40) byte[] value) throws IOException {
        String read = JACKSON.readTree(json(Reply.bytes(value))).get("result").textValue();
        assertEquals(replacedOnce(new String(value, UTF_8)), replacedOnce(read));
    }

    /** The JDK counts the bytes of one replacement a little differently from the web. */
    private static String replacedOnce(String text) {
        return text.replaceAll("\ufffd+", "\ufffd");
    }

    @ParameterizedTest
    @CsvSource({
        "ff, 1",
        "80 80, 2",
        "c3, 1",
        "c3 28, 1",
        "e2 82, 1",
        "e2 82 41, 1",
        "f0 9f 98, 1",
        "ed a0 80, 3",
        "c0 80, 2",
        "f4 90 80 80, 4"
    })
    void invalidUtf8IsReplacedAsOnTheWeb(String hex, int replacements) throws IOException {
        byte[] value = HexFormat.ofDelimiter(" ").parseHex(hex);
        String read = JACKSON.readTree(json(Reply.bytes(value))).get("result").textValue();
        assertEquals(replacements, read.chars().filter(c -> c == '\ufffd').count());
    }

    @Property
    void base64HoldsTheBytes(@ForAll @Size(max = 1_200) byte[] value) throws IOException {
        String read = JACKSON.readTree(base64(Reply.bytes(value))).get("result").textValue();
        assertArrayEquals(value, Base64.getDecoder().decode(read));
    }

    @Test
    void anAnswerOverItsBoundIsRefused() {
        Output output = new Output(1_000);
        new JsonEncoder(output, false).answer(Reply.bytes("x".repeat(900)));
        int size = output.size();
        assertThrows(Output.Full.class, () -> new JsonEncoder(output, true).answer(Reply.bytes("x".repeat(900))));
        output.backTo(size);
        output.unbind();
        new JsonEncoder(output, true).answer(Reply.bytes("x".repeat(900)));
        assertEquals(size + 13 + 1_200, output.size());
    }

    private static String json(Reply reply) {
        Output output = new Output(1 << 20);
        new JsonEncoder(output, false).answer(reply);
        return output.toString();
    }

    private static String base64(Reply reply) {
        Output output = new Output(1 << 20);
        new JsonEncoder(output, true).answer(reply);
        return output.toString();
    }

    private static String resp(Reply reply) {
        Output output = new Output(1 << 20);
        reply.accept(new RespEncoder(output));
        return new String(output.buffer().getBytes(), ISO_8859_1);
    }

    /** So many bytes, of which somebody else may have some. */
    private static final class Budget implements Output.Heap {

        private final boolean alone;
        private long left;
        private int growths;

        Budget(long bytes, boolean alone) {
            this.left = bytes;
            this.alone = alone;
        }

        @Override
        public boolean take(long more) {
            if (more > left) {
                return false;
            }
            takeAnyway(more);
            return true;
        }

        @Override
        public long takeRest(long least) {
            long rest = alone && left >= least ? left : 0;
            takeAnyway(rest);
            return rest;
        }

        @Override
        public void takeAnyway(long more) {
            left -= more;
            growths++;
        }
    }

    private static Starved fill(Output output) {
        return assertThrows(Starved.class, () -> {
            while (true) {
                output.put("0123456789");
            }
        });
    }

    @Test
    void whereThereIsLittleRoomAnAnswerGrowsByPartsOfItself() {
        Budget budget = new Budget(1_100_000, false);
        Output output = new Output(Integer.MAX_VALUE - 8, budget);
        Starved starved = fill(output);
        assertTrue(budget.growths < 12, budget.growths + " growths");
        assertTrue(output.size() > 950_000, output.size() + " bytes");
        assertTrue(
                starved.bytes() > output.size() && starved.bytes() <= output.size() + 100, starved.bytes() + " bytes");
        Budget all = new Budget(1_100_000, true);
        Output alone = new Output(Integer.MAX_VALUE - 8, all);
        fill(alone);
        assertTrue(all.growths < 14 && all.left == 0, all.growths + " growths, left: " + all.left);
        assertTrue(alone.size() > 1_099_900, alone.size() + " bytes");
        output.backTo(10);
        output.trim();
        assertEquals(0, output.asked());
        assertEquals("0123456789", output.toString());
    }

    @Test
    void whatHasToBeWrittenTakesLittleMoreThanItNeeds() {
        Budget budget = new Budget(1 << 20, false);
        Output output = new Output(Integer.MAX_VALUE - 8, budget);
        fill(output);
        int before = output.asked();
        output.insist(true);
        output.put("0123456789");
        assertTrue(output.asked() < before * 1.13, output.asked() + " bytes");
        for (int i = 0; i < 100_000; i++) {
            output.put("0123456789");
        }
        assertTrue(budget.growths < 25, budget.growths + " growths");
        output.insist(false);
        fill(output);
    }
}
