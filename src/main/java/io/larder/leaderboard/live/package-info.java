/**
 * Live views: somebody looks at a part of a ranking and is told what changes in it.
 *
 * <p>Read in this order: {@link io.larder.leaderboard.live.View}, what one may look at;
 * {@link io.larder.leaderboard.live.LiveFrame}, what one is told; {@link io.larder.leaderboard.live.Watcher}, who is
 * told; {@link io.larder.leaderboard.live.LiveViews}, how it is done. Doors bring the watchers. This package uses
 * {@code leaderboard}, {@code command} and {@code keyspace}.
 */
@NullMarked
package io.larder.leaderboard.live;

import org.jspecify.annotations.NullMarked;
