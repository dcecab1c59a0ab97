/**
 * The console: a page for people, at {@code /} for browsers and at {@code /console/}. The page itself is in
 * {@code src/main/resources/console}, plain ES modules and CSS that are served as they are. It speaks to Larder as any
 * other client does, so this room knows no command; it uses {@code command} and {@code monitoring} at most.
 */
@NullMarked
package io.larder.console;

import org.jspecify.annotations.NullMarked;
