package io.larder.security;

/** A token that counts for nothing. It carries no stack trace. */
public final class TokenRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** It was good once: its owner can fetch another. */
    public static final TokenRefused EXPIRED = new TokenRefused("the token has expired");

    /** It is none of ours. */
    public static final TokenRefused INVALID = new TokenRefused("the token is not valid");

    private TokenRefused(String message) {
        super(message, null, false, false);
    }
}
