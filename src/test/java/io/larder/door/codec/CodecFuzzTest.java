package io.larder.door.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, a reader reads them or says {@link BadRequest}. */
class CodecFuzzTest {

    private static final Limits LIMITS = new Limits(1 << 20, 1 << 20, 100, 50, 1_000);

    /** Bytes that are mostly those of JSON. */
    @Provide
    Arbitrary<byte[]> json() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "\\",
                "\\u",
                "\\ud800",
                "\\udc00",
                "00e9",
                "null",
                "true",
                "false",
                "-",
                "0",
                "1",
                "1e9",
                "1.5",
                "e",
                "+",
                " ",
                "\n",
                "\"a\"",
                "\"id\":1",
                "\"cmd\"",
                "\"connect\":{}",
                "\u0000",
                "\u00ff",
                "\ud83d\ude00",
                "\"data\":",
                "[\"GET\",\"k\"]",
                "/*",
                "'");
        Arbitrary<byte[]> shaped =
                pieces.list().ofMaxSize(40).map(list -> String.join("", list).getBytes(UTF_8));
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, shaped), net.jqwik.api.Tuple.of(1, any));
    }

    private static void refusesOrReads(Runnable reading) {
        try {
            reading.run();
        } catch (BadRequest refusal) {
            Assertions.assertTrue(refusal.status() >= 400 && refusal.status() < 500, refusal.text());
            Assertions.assertTrue(refusal.text().startsWith("ERR "), refusal.text());
        }
    }

    @Property(tries = 5_000)
    void commandsInJson(@ForAll("json") byte[] text) {
        refusesOrReads(() -> JsonCommands.one(text, 0, text.length, LIMITS));
        refusesOrReads(() -> JsonCommands.several(text, 0, text.length, LIMITS));
    }

    @Property(tries = 5_000)
    void fieldsInJson(@ForAll("json") byte[] text) {
        JsonFields.isJson(text);
        refusesOrReads(() -> {
            JsonFields fields = JsonFields.read(text, 0, text.length);
            for (String name : fields.names()) {
                fields.raw(name);
                refusesOrReads(() -> fields.text(name));
                refusesOrReads(() -> fields.truth(name));
                refusesOrReads(() -> fields.whole(name, 0));
                refusesOrReads(() -> fields.object(name));
                refusesOrReads(() -> fields.command(name, LIMITS));
            }
        });
    }

    @Property(tries = 5_000)
    void percentEncoding(@ForAll String text, @ForAll boolean form) {
        refusesOrReads(() -> Percent.decode(text, 0, text.length(), form));
        refusesOrReads(() -> Percent.decode(text + "%4", 0, text.length() + 2, form));
    }

    @Property(tries = 2_000)
    void credentials(@ForAll String header, @ForAll String query) {
        refusesOrReads(() -> Credentials.token(header, query));
        refusesOrReads(() -> Credentials.token("Bearer " + header, query));
        refusesOrReads(() -> Credentials.token(null, "_token=" + query + "&" + header));
    }

    /** However deep it is nested, it is read without recursion that would use the stack up. */
    @Test
    void depthIsNoDanger() {
        for (String open : new String[] {"[", "{\"a\":"}) {
            byte[] deep = ("{\"v\":" + open.repeat(200_000)).getBytes(ISO_8859_1);
            refusesOrReads(() -> JsonFields.read(deep, 0, deep.length));
            refusesOrReads(() -> JsonCommands.one(deep, 0, deep.length, LIMITS));
            refusesOrReads(() -> JsonCommands.several(deep, 5, deep.length, LIMITS));
            JsonFields.isJson(deep);
        }
    }
}
