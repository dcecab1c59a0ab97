package io.larder.leaderboard.live;

/**
 * Where somebody was who comes back.
 *
 * @param epoch the epoch of the view then
 * @param seq the number of the last frame that they have
 */
public record Resume(String epoch, long seq) {}
