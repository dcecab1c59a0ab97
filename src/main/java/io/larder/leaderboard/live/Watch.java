package io.larder.leaderboard.live;

/**
 * A watcher's place at a view. But for {@link #close()} it is used on the watcher's lane only.
 *
 * <p>It knows the number of the last frame that was given, so that whatever the lane still holds, nothing is given
 * twice and nothing is left out unseen.
 */
public final class Watch {

    private final LiveView view;
    private final Watcher watcher;
    private final Crowd crowd;
    private volatile boolean closed;
    /** Where it stands in its crowd; -1 where it does not. */
    int place = -1;

    private long seq;
    private boolean behind;
    private boolean missed;

    Watch(LiveView view, Watcher watcher, Crowd crowd) {
        this.view = view;
        this.watcher = watcher;
        this.crowd = crowd;
    }

    Crowd crowd() {
        return crowd;
    }

    /** The watcher can take frames again. If any were left out, it gets the newest snapshot, within this call. */
    public void ready() {
        if (!behind || closed) {
            return;
        }
        behind = false;
        if (missed) {
            missed = false;
            give(view.snapshot());
        }
    }

    /**
     * The newest snapshot, for a watcher that would rather have all than what has changed. Called while it takes a
     * frame; frames that are in the snapshot are not given any more.
     */
    public LiveFrame.Snapshot newest() {
        LiveFrame.Snapshot snapshot = view.snapshot();
        seq = Math.max(seq, snapshot.seq());
        return snapshot;
    }

    /** Ends it, from any thread. On the lane nothing is given from here on; elsewhere one frame may be under way. */
    public void close() {
        if (!closed) {
            closed = true;
            view.leave(this);
        }
    }

    boolean closed() {
        return closed;
    }

    /** The first frames. */
    void begin(Iterable<LiveFrame> frames) {
        for (LiveFrame frame : frames) {
            if (closed) {
                return;
            }
            if (behind) {
                missed = true;
                return;
            }
            give(frame);
        }
    }

    /** A frame of the view, as they come. */
    void next(LiveFrame frame) {
        if (closed || frame.seq() <= seq) {
            return;
        }
        if (behind) {
            missed = true;
        } else {
            give(frame);
        }
    }

    private void give(LiveFrame frame) {
        seq = frame.seq();
        behind = !watcher.take(frame);
    }
}
