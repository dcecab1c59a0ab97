package io.larder.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom the token of a request stands for, the service's own or a user's. */
class CallersTest {

    private static final String SECRET = "a secret of thirty-two bytes or more";
    private static final JsonWebTokens SIGNED = new JsonWebTokens(SECRET, null, null, null, () -> 1_000_000);
    private static final JsonWebTokens NONE = new JsonWebTokens(null, null, null, null, () -> 0);
    private static final Tokens OWN = new Tokens("full", "read");
    private static final Tokens OPEN = new Tokens(null, null);

    private static String sign(String claims, String secret) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(secret.getBytes(UTF_8)));
        signature.setPayload(claims);
        return signature.getCompactSerialization();
    }

    private static @Nullable Caller of(Callers callers, @Nullable String token) {
        return callers.of(token == null ? null : token.getBytes(UTF_8));
    }

    @Test
    void aTokenOfTheServiceCountsBeforeAJwt() throws JoseException {
        Callers callers = new Callers(OWN, SIGNED);
        assertEquals("owner", name(of(callers, "full")));
        assertEquals("reader", name(of(callers, "read")));
        assertNull(of(callers, null));
        assertNull(of(callers, "wrong"));
        Caller ann = of(callers, sign("{\"sub\":\"ann\"}", SECRET));
        assertNotNull(ann);
        assertEquals("ann", ann.user());
        String dotted = sign("{\"sub\":\"bob\"}", SECRET);
        assertNull(of(new Callers(new Tokens(dotted, null), SIGNED), dotted).user());
    }

    private static String name(@Nullable Caller caller) {
        assertNotNull(caller);
        assertNull(caller.user());
        return caller.name();
    }

    @Test
    void aJwtThatCountsForNothingIsNobodys() throws JoseException {
        Callers callers = new Callers(OWN, SIGNED);
        assertNull(of(callers, sign("{\"sub\":\"ann\"}", "another secret of thirty-two bytes or more")));
        assertNull(of(callers, sign("{\"sub\":\"ann\",\"channel\":\"chat\"}", SECRET)));
        assertNull(of(callers, "a.b.c"));
        String old = sign("{\"sub\":\"ann\",\"exp\":1}", SECRET);
        assertSame(TokenRefused.EXPIRED, assertThrows(TokenRefused.class, () -> of(callers, old)));
        assertNull(of(new Callers(OWN, NONE), sign("{\"sub\":\"ann\"}", SECRET)));
    }

    @Test
    void anOpenServiceKnowsUsersToo() throws JoseException {
        Callers callers = new Callers(OPEN, SIGNED);
        assertFalse(callers.anyone());
        assertEquals("anyone", name(of(callers, null)));
        assertEquals("anyone", name(of(callers, "whatever")));
        Caller ann = of(callers, sign("{\"sub\":\"ann\"}", SECRET));
        assertNotNull(ann);
        assertEquals("ann", ann.user());
        assertNull(of(callers, "a.b.c"));
        assertTrue(new Callers(OPEN, NONE).anyone());
        assertEquals("anyone", name(of(new Callers(OPEN, NONE), "a.b.c")));
    }
}
