package io.larder.door.websocket.centrifuge;

import io.larder.command.Caller;
import io.larder.security.Claims;
import io.larder.security.JsonWebTokens;
import io.larder.security.Reception;
import io.larder.security.TokenRefused;
import io.larder.security.Tokens;
import io.larder.security.Turned;
import io.larder.security.Visitor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows people by their tokens: those of Larder's own, and JWTs where there is a key to check them. */
final class Doorkeeper {

    private final Reception reception;
    private final Tokens tokens;
    private final JsonWebTokens signed;

    Doorkeeper(Reception reception, JsonWebTokens signed) {
        this.reception = reception;
        this.tokens = reception.tokens();
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
     * @throws Turned where it, or any from there, comes too often
     */
    Identity identify(Visitor visitor, @Nullable String token) {
        byte[] bytes = token == null || token.isEmpty() ? null : token.getBytes(StandardCharsets.UTF_8);
        Caller caller = tokens.caller(bytes);
        if (bytes != null && token != null && signed.configured() && (caller == null || tokens.open())) {
            return user(visitor, bytes, token);
        }
        admit(visitor, bytes, caller);
        if (caller == null) {
            throw TokenRefused.INVALID;
        }
        Identity.Rank rank = tokens.open() ? Identity.Rank.ANYONE : Identity.Rank.TOKEN;
        return new Identity("", null, caller, rank, 0, Map.of());
    }

    private void admit(Visitor visitor, byte @Nullable [] token, @Nullable Caller caller) {
        try {
            reception.admit(visitor, token, caller);
        } catch (Turned turned) {
            reception.tell(visitor, turned, visitor.request());
            throw turned.reason() == Turned.Reason.TOKEN ? TokenRefused.INVALID : turned;
        }
    }

    private Identity user(Visitor visitor, byte[] bytes, String token) {
        Claims claims;
        try {
            claims = signed.check(token);
        } catch (TokenRefused refusal) {
            if (refusal != TokenRefused.EXPIRED) {
                admit(visitor, bytes, null);
            }
            throw refusal;
        }
        if (claims.channel() != null) {
            // One for a channel says nothing about who uses it.
            admit(visitor, bytes, null);
            throw TokenRefused.INVALID;
        }
        // What is run as this one is what a channel's settings allow; their own commands run as the user.
        Caller caller = new Caller("user", true);
        admit(visitor, bytes, Caller.user(claims.user()));
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
