package io.larder.door.http;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.larder.door.codec.FrontDesk;

/** Names and values of headers, encoded once. */
final class Headers {

    static final CharSequence UPSTASH_ENCODING = createOptimized("upstash-encoding");
    static final CharSequence UPSTASH_RESPONSE_FORMAT = createOptimized("upstash-response-format");
    static final CharSequence UPSTASH_SYNC_TOKEN = createOptimized("upstash-sync-token");

    static final CharSequence ANY_ORIGIN = createOptimized("*");
    static final CharSequence BEARER = createOptimized("Bearer");
    static final CharSequence CONTINUE = createOptimized("100-continue");
    static final CharSequence GZIP = createOptimized("gzip");
    /** In how many seconds to try again. */
    static final CharSequence SOON = createOptimized("1");

    static final CharSequence NO_STORE = createOptimized("no-store");
    static final CharSequence NO_SNIFF = createOptimized("nosniff");
    static final CharSequence X_CONTENT_TYPE_OPTIONS = createOptimized("x-content-type-options");

    /** What a page may send; a browser takes no patterns here, so the telemetry headers are named one by one. */
    static final CharSequence ALLOWED_HEADERS = createOptimized("authorization, content-type, upstash-encoding, "
            + "upstash-sync-token, upstash-response-format, upstash-telemetry-runtime, upstash-telemetry-platform, "
            + "upstash-telemetry-sdk, upstash-telemetry-retry, cache-control, x-request-id, traceparent");

    /** What a page may read of an answer. */
    static final CharSequence EXPOSED_HEADERS = createOptimized("upstash-sync-token, " + FrontDesk.EXPOSED);

    /** How long a browser may remember what {@link #ALLOWED_HEADERS} says: a day, in seconds. */
    static final CharSequence MAX_AGE = createOptimized("86400");

    private Headers() {}
}
