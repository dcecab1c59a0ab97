/**
 * Who may do what: tokens, and a gate that stands before every command. It is asked by doors and is none itself.
 *
 * <p>This room uses {@code command} and knows nothing of HTTP.
 */
@NullMarked
package io.larder.security;

import org.jspecify.annotations.NullMarked;
