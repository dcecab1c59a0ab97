package io.larder.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWebTokensTest {

    private static final String SECRET = "a secret of thirty-two bytes or more";
    private static final long NOW = 1_800_000_000L;
    private static final KeyPair RSA = pair("RSA", null);
    private static final KeyPair EC = pair("EC", "secp256r1");

    private static KeyPair pair(String algorithm, @Nullable String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve == null) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static JsonWebTokens tokens(@Nullable String secret, @Nullable String pem) {
        return new JsonWebTokens(secret, pem, null, null, () -> NOW * 1_000);
    }

    private static String sign(String algorithm, Key key, String claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setPayload(claims);
        signature.setDoKeyValidation(false);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static String hmac(String claims) {
        return sign("HS256", new HmacKey(SECRET.getBytes(UTF_8)), claims);
    }

    private static void refused(TokenRefused why, JsonWebTokens tokens, String token) {
        assertSame(why, assertThrows(TokenRefused.class, () -> tokens.check(token)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void aSecretIsGoodForItsAlgorithms(String algorithm) {
        String token = sign(algorithm, new HmacKey(SECRET.getBytes(UTF_8)), "{\"sub\":\"ann\"}");
        assertEquals("ann", tokens(SECRET, null).check(token).user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512"})
    void anRsaKeyIsGoodForItsAlgorithms(String algorithm) {
        String token = sign(algorithm, RSA.getPrivate(), "{\"sub\":\"ann\"}");
        assertEquals("ann", tokens(null, pem(RSA)).check(token).user());
        refused(TokenRefused.INVALID, tokens(SECRET, pem(EC)), token);
    }

    @Test
    void anEllipticKeyIsGoodForItsAlgorithm() {
        String token = sign("ES256", EC.getPrivate(), "{\"sub\":\"ann\"}");
        assertEquals("ann", tokens(null, pem(EC)).check(token).user());
        refused(TokenRefused.INVALID, tokens(SECRET, pem(RSA)), token);
    }

    /** The attacker knows the public key, and signs with it as if it were the secret. */
    @Test
    void aPublicKeyIsNoSecret() {
        String text = sign("HS256", new HmacKey(pem(RSA).getBytes(UTF_8)), "{\"sub\":\"ann\"}");
        String bytes = sign("HS256", new HmacKey(RSA.getPublic().getEncoded()), "{\"sub\":\"ann\"}");
        for (JsonWebTokens tokens : new JsonWebTokens[] {tokens(null, pem(RSA)), tokens(SECRET, pem(RSA))}) {
            refused(TokenRefused.INVALID, tokens, text);
            refused(TokenRefused.INVALID, tokens, bytes);
        }
    }

    @Test
    void whatIsNotSignedIsRefused() {
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8))
                + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString("{\"sub\":\"ann\"}".getBytes(UTF_8))
                + ".";
        String good = hmac("{\"sub\":\"ann\"}");
        for (String token :
                new String[] {none, "", "a.b.c", "hello", good.substring(0, good.length() - 2), good + "x"}) {
            refused(TokenRefused.INVALID, tokens(SECRET, pem(RSA)), token);
        }
        refused(TokenRefused.INVALID, tokens(null, null), good);
    }

    @Test
    void timesAreKept() {
        JsonWebTokens tokens = tokens(SECRET, null);
        assertEquals(
                (NOW + 1) * 1_000,
                tokens.check(hmac("{\"exp\":" + (NOW + 1) + "}")).expiresAt());
        refused(TokenRefused.EXPIRED, tokens, hmac("{\"exp\":" + NOW + "}"));
        refused(TokenRefused.INVALID, tokens, hmac("{\"nbf\":" + (NOW + 1) + "}"));
        // What was begun with a token may end at another time than the token.
        assertEquals(
                0,
                tokens.check(hmac("{\"exp\":" + (NOW + 1) + ",\"expire_at\":0}"))
                        .expiresAt());
        assertEquals(7_000, tokens.check(hmac("{\"expire_at\":7}")).expiresAt());
        // One that is wrong and late is wrong: another would not be better.
        String late = sign("HS256", new HmacKey(("x" + SECRET).getBytes(UTF_8)), "{\"exp\":1}");
        refused(TokenRefused.INVALID, tokens, late);
    }

    @Test
    void audienceAndIssuerAreKept() {
        JsonWebTokens tokens = new JsonWebTokens(SECRET, null, "larder", "us", () -> NOW * 1_000);
        assertEquals(
                "ann",
                tokens.check(hmac("{\"sub\":\"ann\",\"aud\":[\"x\",\"larder\"],\"iss\":\"us\"}"))
                        .user());
        refused(TokenRefused.INVALID, tokens, hmac("{\"aud\":\"larder\"}"));
        refused(TokenRefused.INVALID, tokens, hmac("{\"iss\":\"us\"}"));
        refused(TokenRefused.INVALID, tokens, hmac("{\"iss\":\"us\",\"aud\":\"y\"}"));
        refused(TokenRefused.INVALID, tokens, hmac("{\"iss\":\"them\",\"aud\":\"larder\"}"));
    }

    @Test
    void claimsAreRead() {
        JsonWebTokens tokens = tokens(SECRET, null);
        Claims claims = tokens.check(hmac("{\"sub\":\"ann\",\"info\":{\"n\": 1.50},\"channels\":[\"a\"],"
                + "\"subs\":{\"b\":{\"data\":{\"w\":1},\"info\":\"i\"}}}"));
        assertEquals("{\"n\":1.50}", claims.info());
        assertEquals(new Claims.Grant(null, null), claims.channels().get("a"));
        assertEquals(new Claims.Grant("\"i\"", "{\"w\":1}"), claims.channels().get("b"));
        assertNull(claims.channel());
        assertEquals("", tokens.check(hmac("{\"channel\":\"c\"}")).user());
        assertEquals("c", tokens.check(hmac("{\"channel\":\"c\"}")).channel());
        assertEquals("[1]", tokens.check(hmac("{\"b64info\":\"WzFd\"}")).info());
        refused(TokenRefused.INVALID, tokens, hmac("{\"b64info\":\"W\"}"));
        refused(TokenRefused.INVALID, tokens, hmac("{\"sub\":7}"));
    }

    @Test
    void keysThatKeepNobodyOutAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> tokens("short", null));
        assertThrows(IllegalArgumentException.class, () -> tokens(null, "no key"));
        assertThrows(IllegalArgumentException.class, () -> tokens(null, "-----BEGIN PUBLIC KEY-----\nAAAA\n"));
    }
}
