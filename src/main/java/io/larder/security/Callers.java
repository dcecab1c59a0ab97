package io.larder.security;

import io.larder.command.Caller;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request's token stands for: the owner of one of the service's own tokens, or, where there is a key to check
 * JWTs with, a user of an application.
 */
public final class Callers {

    private final Tokens tokens;
    private final JsonWebTokens signed;

    /** Callers with these tokens. */
    public Callers(Tokens tokens, JsonWebTokens signed) {
        this.tokens = tokens;
        this.signed = signed;
    }

    /** Whether a request needs no token, and none that comes along is looked at. */
    public boolean anyone() {
        return tokens.open() && !signed.configured();
    }

    /**
     * Who sends a token. Where the service is open to everyone, what has the form of a JWT is held to be one, and
     * nothing else is looked at.
     *
     * @param token the bytes that came in, or null where none did
     * @return null where nobody is known by it
     * @throws TokenRefused where it was good once
     */
    public @Nullable Caller of(byte @Nullable [] token) {
        Caller own = tokens.caller(token);
        if (token == null || !signed.configured() || own != null && !tokens.open() || !isSigned(token)) {
            return own;
        }
        Claims claims;
        try {
            claims = signed.check(new String(token, StandardCharsets.ISO_8859_1));
        } catch (TokenRefused refusal) {
            if (refusal == TokenRefused.EXPIRED) {
                throw refusal;
            }
            return null;
        }
        // One for a channel says nothing about who uses it.
        return claims.channel() == null ? Caller.user(claims.user()) : null;
    }

    /**
     * The owner of one of the service's own tokens. It is quick.
     *
     * @param token the bytes that came in, or null where none did
     * @return null where it is none of them, or a user's as well
     */
    public @Nullable Caller own(byte @Nullable [] token) {
        return signed.configured() && tokens.open() ? null : tokens.caller(token);
    }

    /** Whether these are three parts with dots between. */
    private static boolean isSigned(byte[] token) {
        int dots = 0;
        for (byte b : token) {
            if (b == '.') {
                dots++;
            }
        }
        return dots == 2;
    }
}
