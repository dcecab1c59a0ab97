package io.larder.door.websocket.centrifuge;

import io.larder.command.Caller;
import io.larder.security.Claims;
import io.larder.security.JsonWebTokens;
import io.larder.security.TokenRefused;
import io.larder.security.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows people by their tokens: those of Larder's own, and JWTs where there is a key to check them. */
final class Doorkeeper {

    private final Tokens tokens;
    private final JsonWebTokens signed;

    Doorkeeper(Tokens tokens, JsonWebTokens signed) {
        this.tokens = tokens;
        this.signed = signed;
    }

    /** Whether there is a key to check JWTs with. */
    boolean checksSigned() {
        return signed.configured();
    }

    /**
     * Whose token it is.
     *
     * @param token what came with {@code connect}; null or empty for none
     * @throws TokenRefused where it counts for nothing
     */
    Identity identify(@Nullable String token) {
        boolean none = token == null || token.isEmpty();
        Caller caller = tokens.caller(none ? null : token.getBytes(StandardCharsets.UTF_8));
        if (!none && signed.configured() && (caller == null || tokens.open())) {
            return user(signed.check(token));
        }
        if (caller == null) {
            throw TokenRefused.INVALID;
        }
        Identity.Rank rank = tokens.open() ? Identity.Rank.ANYONE : Identity.Rank.TOKEN;
        return new Identity("", null, caller, rank, 0, Map.of());
    }

    private static Identity user(Claims claims) {
        if (claims.channel() != null) {
            throw TokenRefused.INVALID;
        }
        // What is run as this one is what a channel's settings allow; their own commands run as the user.
        Caller caller = new Caller("user", true);
        return new Identity(
                claims.user(), claims.info(), caller, Identity.Rank.USER, claims.expiresAt(), claims.channels());
    }

    /**
     * What a subscription's token says.
     *
     * @throws TokenRefused where it counts for nothing, or is for another user or channel
     */
    Claims subscription(String token, String user, String channel) {
        Claims claims = signed.check(token);
        if (!channel.equals(claims.channel()) || !user.equals(claims.user())) {
            throw TokenRefused.INVALID;
        }
        return claims;
    }
}
