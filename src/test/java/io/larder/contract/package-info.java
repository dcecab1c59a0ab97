/**
 * What each data type promises, as cases in text files under {@code src/test/resources/contract/TYPE/TOPIC.txt}, and
 * what runs them: the in-heap twin, the engines, and a real {@code redis-server} as the oracle.
 *
 * <p>The notation is that of redis-cli; a file looks like this:
 *
 * <pre>
 * # a comment
 * == name of the case             each case begins on an empty store; so many words as one likes
 * &gt; SET k "v\x00\n" EX 10          words in redis-cli's quotes; "ab"*500 repeats what is quoted
 * OK
 * 2&gt; GET k                        the same on a second connection
 * "v\x00\n"
 * &#64; 1500                          time passes, in milliseconds
 * &gt; TTL k
 * between: 8 9
 *
 * == [larder] differs from Redis by decision: not run on the oracle; say why in a comment
 * == [clock] lets much time pass: only run where the clock can be set
 * </pre>
 *
 * <p>A reply is written as redis-cli prints it: {@code OK}, {@code PONG}, {@code (integer) 1}, {@code "text"},
 * {@code (nil)}, {@code (error) ERR …}, {@code (empty array)}, {@code 1) "a"}, nested arrays indented; a missing array,
 * which redis-cli does not tell from a missing string, is {@code (nil array)}. Instead of a reply there may stand
 *
 * <ul>
 *   <li>{@code any}: whatever comes, except an error
 *   <li>{@code between: 9 10}: an integer, ends included
 *   <li>{@code one of:} with one reply a line below it
 *   <li>{@code unordered:} with the array below it, in any order
 *   <li>{@code unordered pairs:} the same, names and their values kept together
 *   <li>{@code some of: 2} two different items of the array below it
 *   <li>{@code drawn from: 5} five items of the array below it, also the same one several times
 * </ul>
 *
 * <p>Run a part with {@code ./mvnw test -Dtest=TypeContractTest,RedisOracleTest -Dcontract=string/}.
 */
@NullMarked
package io.larder.contract;

import org.jspecify.annotations.NullMarked;
