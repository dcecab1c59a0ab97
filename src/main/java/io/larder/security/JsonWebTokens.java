package io.larder.security;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens that somebody else has signed for their users, as Centrifugo has them: JWTs with {@code sub},
 * {@code exp}, {@code info} and, for private channels, {@code channel}.
 *
 * <p>Each key is good for its own algorithms only: a token that names HS256 is never held against a public key, and one
 * that names none against nothing.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JWT best practices</a>
 */
public final class JsonWebTokens {

    private static final int SHORTEST_SECRET = 32;

    private static final String[] HMAC = {"HS256", "HS384", "HS512"};
    private static final String[] RSA = {"RS256", "RS384", "RS512"};
    private static final String[] ELLIPTIC = {"ES256", "ES384", "ES512"};

    /** Made with the first token: it takes long enough to be felt when the service starts, and most have no keys. */
    private static final class Json {
        private static final ObjectMapper MAPPER = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    private final @Nullable Key hmac;
    private final @Nullable PublicKey publicKey;
    private final @Nullable String audience;
    private final @Nullable String issuer;
    private final LongSupplier clock;

    /**
     * Checks tokens.
     *
     * @param secret the secret of HS256, HS384 and HS512, or null
     * @param pem the public key of RS* (RSA) or ES* (elliptic curve) in PEM, or null
     * @param audience what {@code aud} must name, or null for anything
     * @param issuer what {@code iss} must be, or null for anything
     * @param clock the time, in milliseconds since 1970
     * @throws IllegalArgumentException where a key is none, or too short to keep anyone out
     */
    public JsonWebTokens(
            @Nullable String secret,
            @Nullable String pem,
            @Nullable String audience,
            @Nullable String issuer,
            LongSupplier clock) {
        if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("the secret must have " + SHORTEST_SECRET + " bytes or more");
        }
        this.hmac = secret == null ? null : new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
        this.publicKey = pem == null ? null : publicKey(pem);
        this.audience = audience;
        this.issuer = issuer;
        this.clock = clock;
    }

    private static PublicKey publicKey(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        try {
            X509EncodedKeySpec key = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
            for (String algorithm : List.of("RSA", "EC")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePublic(key);
                } catch (GeneralSecurityException e) {
                    // Then it is one of the other.
                }
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw new IllegalArgumentException("the public key must be an RSA or EC key in PEM (BEGIN PUBLIC KEY)");
    }

    /** Whether any token can be checked. */
    public boolean configured() {
        return hmac != null || publicKey != null;
    }

    /**
     * What a token says.
     *
     * @throws TokenRefused where it is none of ours, or not valid now
     */
    public Claims check(String token) {
        try {
            JwtConsumer consumer = consumer(algorithm(token));
            return claims(
                    Json.MAPPER.readTree(consumer.process(token).getJwtClaims().getRawJson()));
        } catch (InvalidJwtException e) {
            boolean onlyExpired =
                    e.getErrorDetails().stream().allMatch(error -> error.getErrorCode() == ErrorCodes.EXPIRED);
            throw onlyExpired ? TokenRefused.EXPIRED : TokenRefused.INVALID;
        } catch (JoseException | IOException | ClassCastException e) {
            // The last where a header is a number: the library takes it for text before anything is checked.
            throw TokenRefused.INVALID;
        }
    }

    private static String algorithm(String token) throws JoseException {
        String algorithm = JsonWebStructure.fromCompactSerialization(token).getAlgorithmHeaderValue();
        return algorithm == null ? "" : algorithm;
    }

    private JwtConsumer consumer(String algorithm) {
        boolean symmetric = algorithm.startsWith("HS");
        Key key = symmetric ? hmac : publicKey;
        String[] permitted = symmetric
                ? HMAC
                : key instanceof RSAPublicKey ? RSA : key instanceof ECPublicKey ? ELLIPTIC : new String[0];
        if (key == null || !List.of(permitted).contains(algorithm)) {
            throw TokenRefused.INVALID;
        }
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKey(key)
                // A secret may be shorter than the hash; that it is long enough was checked.
                .setRelaxVerificationKeyValidation()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, permitted))
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.getAsLong()));
        if (audience == null) {
            builder.setSkipDefaultAudienceValidation();
        } else {
            builder.setExpectedAudience(audience);
        }
        if (issuer != null) {
            builder.setExpectedIssuer(issuer);
        }
        return builder.build();
    }

    private static Claims claims(JsonNode json) {
        JsonNode subject = json.path("sub");
        if (!subject.isMissingNode() && !subject.isTextual()) {
            throw TokenRefused.INVALID;
        }
        long expires = json.path("expire_at").isNumber()
                ? json.path("expire_at").longValue()
                : json.path("exp").longValue();
        Map<String, Claims.Grant> channels = new LinkedHashMap<>();
        for (JsonNode name : json.path("channels")) {
            channels.put(name.asText(), new Claims.Grant(null, null));
        }
        json.path("subs")
                .fields()
                .forEachRemaining(grant -> channels.put(
                        grant.getKey(),
                        new Claims.Grant(
                                text(grant.getValue().path("info")),
                                text(grant.getValue().path("data")))));
        return new Claims(
                subject.asText(""),
                Math.max(0, expires) * 1_000,
                json.path("channel").isTextual() ? json.path("channel").textValue() : null,
                info(json),
                channels);
    }

    private static @Nullable String info(JsonNode json) {
        if (!json.path("b64info").isTextual()) {
            return text(json.path("info"));
        }
        try {
            return text(Json.MAPPER.readTree(
                    Base64.getDecoder().decode(json.path("b64info").textValue())));
        } catch (IOException | IllegalArgumentException e) {
            throw TokenRefused.INVALID;
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? null : value.toString();
    }
}
