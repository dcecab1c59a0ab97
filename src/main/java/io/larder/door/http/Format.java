package io.larder.door.http;

import io.larder.door.codec.BadRequest;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** How a caller wants its answer. */
enum Format {
    /** JSON, strings as text. */
    JSON("application/json"),
    /** JSON, strings in base64. */
    BASE64("application/json"),
    /** The bytes that Redis would send. */
    RESP2("application/octet-stream");

    private final CharSequence contentType;

    Format(String contentType) {
        this.contentType = io.vertx.core.http.HttpHeaders.createOptimized(contentType);
    }

    CharSequence contentType() {
        return contentType;
    }

    /**
     * What the request's headers ask for.
     *
     * @throws BadRequest where they ask for what there is not
     */
    static Format of(MultiMap headers) {
        boolean base64 = "base64".equalsIgnoreCase(headers.get(Headers.UPSTASH_ENCODING));
        @Nullable String format = headers.get(Headers.UPSTASH_RESPONSE_FORMAT);
        if (format == null || format.equalsIgnoreCase("json")) {
            return base64 ? BASE64 : JSON;
        }
        if (!format.equalsIgnoreCase("resp2")) {
            throw new BadRequest("ERR Upstash-Response-Format must be json or resp2");
        }
        if (base64) {
            throw new BadRequest("ERR Upstash-Encoding: base64 cannot be combined with Upstash-Response-Format: resp2");
        }
        return RESP2;
    }
}
