package io.larder.door.http.v1;

/**
 * A class of JAX-RS, whose paths begin with {@code /v1}. {@link Entrance} checks who sends a request to one of these,
 * and to nothing else.
 */
public interface Resource {}
