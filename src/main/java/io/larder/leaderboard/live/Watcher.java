package io.larder.leaderboard.live;

import java.util.concurrent.Executor;

/** Who looks at a view. All calls come on {@link #lane()}, in order, and must return at once. */
public interface Watcher {

    /** Runs what is given in order on one thread; many watchers may share it, and each frame needs it once. */
    Executor lane();

    /**
     * A frame: first a snapshot, or {@link LiveFrame.Resumed}, then what follows, each number once and without a gap.
     *
     * @return whether the next one may come. After false none does until {@link Watch#ready()}, and then, should any
     *     have been left out, the newest snapshot in place of them all
     */
    boolean take(LiveFrame frame);
}
