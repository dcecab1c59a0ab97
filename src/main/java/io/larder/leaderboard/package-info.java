/**
 * Leaderboards: who ranks where, by which rules, in which season, and how that changes while one looks.
 *
 * <p>Read in this order: {@link io.larder.leaderboard.Standing}, {@link io.larder.leaderboard.Ranking},
 * {@link io.larder.leaderboard.Rankings}. This room uses {@code command}, {@code keyspace} and {@code type}.
 */
@NullMarked
package io.larder.leaderboard;

import org.jspecify.annotations.NullMarked;
