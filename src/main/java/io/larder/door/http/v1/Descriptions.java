package io.larder.door.http.v1;

/** What the OpenAPI document says of the same thing in several places. */
final class Descriptions {

    static final String KEY = "The key, percent-encoded: a slash is `%2F`.";
    static final String FIELD = "The field, percent-encoded.";
    static final String MEMBER = "The member, percent-encoded.";

    private Descriptions() {}
}
