/** Measurements that are kept apart from tests: each is a main method that a script of {@code src/test/bench} runs. */
@NullMarked
package io.larder.bench;

import org.jspecify.annotations.NullMarked;
