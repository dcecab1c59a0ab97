package io.larder.leaderboard.live;

import io.larder.command.Forms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A view that somebody looks at, or did a short while ago: what it shows, and its last frames. All is guarded by its
 * board.
 *
 * <p>While nobody looks it is not read. Whoever comes back then gets one frame with all that has changed since.
 */
final class LiveView {

    private static final int KEPT = 64;
    private static final int KEPT_WEIGHT = 2_000;
    private static final int RADIX = 36;

    private final LiveBoard board;
    private final View view;
    private final String epoch = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), RADIX);
    private final Map<Executor, Crowd> crowds = new IdentityHashMap<>(2);
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Deque<LiveFrame> kept = new ArrayDeque<>();
    private int keptWeight;
    private int watchers;
    private long seq;
    private @Nullable Shown shown;
    private LiveFrame.@Nullable Snapshot snapshot;
    /** Whether it must be read before anyone can be told what it shows. */
    private boolean stale = true;
    /** Whether something may have changed since it was read. */
    private boolean dirty;
    /** When it may be read again, in nanoseconds. */
    private long next;

    private long idleSince;
    /** Whether the hub knows that it may be forgotten some time. */
    private boolean idling;

    /** Somebody who waits for the view to be read. */
    private record Arrival(Watch watch, @Nullable Resume resume) {}

    LiveView(LiveBoard board, View view) {
        this.board = board;
        this.view = view;
    }

    LiveBoard board() {
        return board;
    }

    View view() {
        return view;
    }

    int watchers() {
        return watchers;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it is to be read before anyone can be told what it shows. */
    boolean awaited() {
        return stale && watchers > 0;
    }

    /** Something may have changed. Without watchers that is looked at when somebody comes. */
    void touch() {
        dirty = true;
        stale |= watchers == 0;
    }

    /** When it is to be read: 0 for now, {@link Long#MAX_VALUE} for not. */
    long due() {
        return awaited() ? 0 : dirty && watchers > 0 ? next : Long.MAX_VALUE;
    }

    Watch enter(Watcher watcher, @Nullable Resume resume) {
        Crowd crowd = crowds.computeIfAbsent(watcher.lane(), Crowd::new);
        Watch watch = new Watch(this, watcher, crowd);
        crowd.count++;
        watchers++;
        if (stale) {
            arrivals.add(new Arrival(watch, resume));
        } else {
            crowd.enter(watch, first(resume));
        }
        return watch;
    }

    void leave(Watch watch) {
        board.leave(this, watch);
    }

    /** Takes a watcher out. Whether the hub is to be told that nobody is left. */
    boolean remove(Watch watch, long now) {
        Crowd crowd = watch.crowd();
        arrivals.removeIf(arrival -> arrival.watch() == watch);
        crowd.leave(watch);
        if (--crowd.count == 0) {
            crowds.remove(crowd.lane());
        }
        if (--watchers > 0) {
            return false;
        }
        idleSince = now;
        // What was yet to be shown is due to nobody any more, but whoever comes next is to see it.
        stale |= dirty;
        boolean news = !idling;
        idling = true;
        return news;
    }

    /** Whether nobody has looked after {@code since}. */
    boolean forgotten(long since) {
        idling = watchers == 0 && idleSince > since;
        return watchers == 0 && idleSince <= since;
    }

    /** It was read. Whether that made a frame. */
    boolean show(Shown now, long time) {
        stale = false;
        dirty = false;
        next = time + view.paceNanos();
        boolean told = advance(now);
        for (Arrival arrival : arrivals) {
            arrival.watch().crowd().enter(arrival.watch(), first(arrival.resume()));
        }
        arrivals.clear();
        return told;
    }

    private boolean advance(Shown now) {
        Shown before = shown;
        if (before == null) {
            seq = 1;
            shown = now;
            return true;
        }
        if (!before.season().equals(now.season()) && !now.season().isEmpty()) {
            shown = now;
            if (!before.season().isEmpty()) {
                tell(new LiveFrame.SeasonEnded(epoch, ++seq, before.season(), now.season(), new Forms()));
            }
            seq++;
            tell(snapshot());
            return true;
        }
        LiveFrame.Update update = Difference.between(before, now, epoch, seq + 1);
        shown = now;
        if (update == null) {
            return false;
        }
        seq++;
        tell(update);
        return true;
    }

    private void tell(LiveFrame frame) {
        keep(frame);
        for (Crowd crowd : crowds.values()) {
            crowd.tell(frame);
        }
    }

    private void keep(LiveFrame frame) {
        kept.add(frame);
        keptWeight += weight(frame);
        while (kept.size() > KEPT || keptWeight > KEPT_WEIGHT) {
            keptWeight -= weight(kept.remove());
        }
    }

    private static int weight(LiveFrame frame) {
        if (frame instanceof LiveFrame.Update update) {
            return update.weight();
        }
        return frame instanceof LiveFrame.Snapshot whole
                ? 1 + whole.shown().entries().size()
                : 1;
    }

    private List<LiveFrame> first(@Nullable Resume resume) {
        if (resume == null || !resume.epoch().equals(epoch) || resume.seq() > seq || resume.seq() < seq - kept.size()) {
            return List.of(snapshot());
        }
        List<LiveFrame> frames = new ArrayList<>();
        frames.add(new LiveFrame.Resumed(board.key().bytes(), epoch, resume.seq(), new Forms()));
        for (LiveFrame frame : kept) {
            if (frame.seq() > resume.seq()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** What it shows now, as one frame. */
    LiveFrame.Snapshot snapshot() {
        synchronized (board) {
            Shown now = shown;
            if (now == null) {
                throw new IllegalStateException("a view that was not read yet");
            }
            LiveFrame.Snapshot whole = snapshot;
            if (whole == null || whole.seq() != seq) {
                whole = new LiveFrame.Snapshot(board.key().bytes(), epoch, seq, now, new Forms());
                snapshot = whole;
            }
            return whole;
        }
    }
}
