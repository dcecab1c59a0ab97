/**
 * Measurements of the parts within the process, by JMH. What a client sees is measured by {@code src/test/bench}.
 *
 * <p>{@code ./mvnw -Pbench -q test-compile exec:exec@jmh -Djmh=CommandBenchmark.get}
 *
 * @see <a href="https://github.com/openjdk/jmh">JMH</a>
 */
