package io.larder.security;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Whatever somebody gives as a token, it is refused or read. */
class TokenFuzzTest {

    private static final String SECRET = "a secret of thirty-two bytes or more";

    private final JsonWebTokens tokens = new JsonWebTokens(SECRET, null, null, null, () -> 1_700_000_000_000L);

    private void refusedOrRead(String token) {
        try {
            tokens.check(token);
        } catch (TokenRefused refusal) {
            // As it should be.
        }
    }

    @Property(tries = 2_000)
    void anyText(@ForAll String token) {
        refusedOrRead(token);
        refusedOrRead(token + "." + token + "." + token);
    }

    @Provide
    Arbitrary<String> json() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"alg\":\"HS256\"",
                        "\"alg\":\"none\"",
                        "\"alg\":7",
                        "\"sub\":",
                        "\"exp\":",
                        "\"expire_at\":",
                        "\"channels\":",
                        "\"subs\":",
                        "\"info\":",
                        "\"b64info\":",
                        "\"channel\":",
                        "\"x\"",
                        "\"!\"",
                        "1e400",
                        "-1",
                        "null",
                        "true",
                        "{}",
                        "[]",
                        "{\"a\":{\"info\":1}}",
                        "\"crit\":[\"x\"]",
                        "\"zip\":\"DEF\"",
                        "\"enc\":\"A128GCM\"")
                .list()
                .ofMaxSize(12)
                .map(list -> "{" + String.join("", list) + "}");
    }

    @Property(tries = 2_000)
    void anyHeadAndClaims(@ForAll("json") String head, @ForAll("json") String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        refusedOrRead(
                base64.encodeToString(head.getBytes()) + '.' + base64.encodeToString(claims.getBytes()) + ".AAAA");
    }

    @Example
    void aHeaderThatIsNoText() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        for (String alg : new String[] {"7", "7.5", "true", "{}", "[]", "null"}) {
            String head = base64.encodeToString(("{\"alg\":" + alg + "}").getBytes());
            assertThrows(TokenRefused.class, () -> tokens.check(head + ".e30.AAAA"));
        }
    }

    /** Claims are read only after the signature, so these have one. */
    @Property(tries = 2_000)
    void anyClaimsThatAreSigned(@ForAll("json") String claims) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes()));
        signature.setPayload(claims);
        refusedOrRead(signature.getCompactSerialization());
    }
}
