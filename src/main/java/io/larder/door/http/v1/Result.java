package io.larder.door.http.v1;

import io.larder.door.codec.Limits;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a resource answers: a status, headers, and bytes or a value to be written as JSON. */
final class Result {

    private static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("content-security-policy");
    private static final CharSequence SANDBOX =
            HttpHeaders.createOptimized("default-src 'none'; style-src 'unsafe-inline'; sandbox");

    private final int status;
    private final @Nullable String type;
    private final @Nullable Object body;
    private final Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();
    private @Nullable String tag;

    private Result(int status, @Nullable String type, @Nullable Object body) {
        this.status = status;
        this.type = type;
        this.body = body;
    }

    /** A status and nothing more. */
    static Result status(int status) {
        return new Result(status, null, null);
    }

    /** 201 where something new is there, else 204. */
    static Result stored(boolean created) {
        return status(created ? 201 : 204);
    }

    /** A value in JSON. */
    static Result json(Object value) {
        return new Result(200, MediaTypes.JSON, value);
    }

    /**
     * A stored value, of this type. It may be a page with scripts: a browser must not run them as if they were ours.
     */
    static Result value(String type, byte[] value) {
        return bytes(type, value).header(CONTENT_SECURITY_POLICY, SANDBOX);
    }

    /** Bytes of this type. */
    static Result bytes(String type, byte[] bytes) {
        return new Result(200, type, bytes);
    }

    /** What to tell where an answer's body would be longer than it may. */
    static Refusal tooLarge(int limit) {
        return Refusal.badRequest(Limits.answerTooLarge(limit));
    }

    /** The same with another status; where that is 304, what has headers but no body. */
    Result as(int other) {
        Result result = new Result(other, type, body);
        result.headers.putAll(headers);
        result.tag = tag;
        return result;
    }

    Result header(CharSequence name, @Nullable CharSequence value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    /** Gives it an {@link EntityTag}. */
    Result tag(String value) {
        tag = value;
        return this;
    }

    int status() {
        return status;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String tag() {
        return tag;
    }

    Map<CharSequence, CharSequence> headers() {
        return headers;
    }

    /** The body's bytes; none where there is no body. */
    byte[] content(int limit) {
        if (body == null) {
            return new byte[0];
        }
        return body instanceof byte[] bytes ? bytes : Json.bytes(body, limit);
    }
}
