package io.larder.door.http.v1;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** A body that is stored as a value, as it comes. */
final class StoredBody {

    private StoredBody() {}

    /** Refuses a body that is not simply the value. */
    static void check(MultiMap headers) {
        String coding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new Refusal(415, "a value is stored as it comes: send it without a Content-Encoding");
        }
        if (headers.contains("Content-Range")) {
            throw Refusal.badRequest("a value can only be set as a whole");
        }
    }
}
