package io.larder.door.http.v1;

/**
 * A class of JAX-RS whose paths begin with {@code /v1}: {@link Entrance} lets requests in to these and to no others.
 */
public interface Resource {}
