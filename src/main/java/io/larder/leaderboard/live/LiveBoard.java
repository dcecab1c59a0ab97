package io.larder.leaderboard.live;

import io.larder.command.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A board that somebody looks at. Its views are guarded by it; the rest says so. */
final class LiveBoard {

    private final Key key;
    private final long number;
    private final LiveViews hub;
    private final Map<View, LiveView> views = new HashMap<>();
    private boolean gone;
    private volatile boolean changed;
    /** Whether somebody waits for a view to be read. */
    private volatile boolean awaited;
    /** Whether the hub has it in its list. */
    private final AtomicBoolean listed = new AtomicBoolean();
    /** When its views may be read again, in nanoseconds: the hub's thread only. */
    long next;
    /** When it will have changed by itself, in nanoseconds: the hub's thread only. */
    long expiry = Long.MAX_VALUE;
    /** When it is looked at though nothing has changed, in nanoseconds: the hub's thread only. */
    long alarm = Long.MAX_VALUE;
    /** When the first of its views that were left out by {@link #begin} may be read: the hub's thread only. */
    long later = Long.MAX_VALUE;

    LiveBoard(Key key, long number, LiveViews hub) {
        this.key = key;
        this.number = number;
        this.hub = hub;
    }

    Key key() {
        return key;
    }

    /** No other board of the hub has it. */
    long number() {
        return number;
    }

    /** Something has changed. A read of a field where that is known already. */
    void change() {
        if (!changed) {
            changed = true;
            list();
        }
    }

    /** It is to be looked at. */
    void list() {
        if (listed.compareAndSet(false, true)) {
            hub.list(this);
        }
    }

    /** Whether something has changed; asked before the views are read. */
    boolean changed() {
        return changed;
    }

    /** What is to be read now. All changes up to here are in what is read after this. */
    List<LiveView> begin(long now) {
        listed.set(false);
        boolean all = changed;
        changed = false;
        later = Long.MAX_VALUE;
        List<LiveView> read = new ArrayList<>();
        synchronized (this) {
            awaited = false;
            for (LiveView view : views.values()) {
                if (all) {
                    view.touch();
                }
                long due = view.due();
                if (due <= now) {
                    read.add(view);
                } else {
                    later = Math.min(later, due);
                }
            }
        }
        return read;
    }

    /** Whether somebody waits for a view to be read. */
    boolean awaited() {
        return awaited;
    }

    /** Lets a watcher in; null where the board is gone, and another one is to be made. */
    synchronized @Nullable Watch enter(View wanted, Watcher watcher, @Nullable Resume resume, int most) {
        if (gone) {
            return null;
        }
        LiveView view = views.get(wanted);
        if (view == null) {
            if (views.size() >= most && !forgetIdle()) {
                throw LiveViews.TOO_MANY_VIEWS;
            }
            view = new LiveView(this, wanted);
            views.put(wanted, view);
        }
        Watch watch = view.enter(watcher, resume);
        if (view.awaited()) {
            awaited = true;
            list();
            hub.wake();
        }
        return watch;
    }

    /** Makes room by forgetting the view that nobody has looked at for longest. Whether there was one. */
    private boolean forgetIdle() {
        LiveView oldest = null;
        for (LiveView view : views.values()) {
            if (view.watchers() == 0 && (oldest == null || view.idleSince() < oldest.idleSince())) {
                oldest = view;
            }
        }
        return oldest != null && views.remove(oldest.view()) != null;
    }

    synchronized void leave(LiveView view, Watch watch) {
        if (view.remove(watch, hub.now())) {
            hub.idle(view, view.idleSince());
        }
        hub.left();
    }

    /** A view was read. Whether that made a frame. */
    synchronized boolean show(LiveView view, Shown shown, long time) {
        return view.show(shown, time);
    }

    /**
     * Forgets a view, if nobody has looked at it after {@code since}.
     *
     * @return whether the board has no views, and gets none from here on
     */
    synchronized boolean forget(LiveView view, long since) {
        if (view.forgotten(since)) {
            views.remove(view.view(), view);
        } else if (view.watchers() == 0) {
            hub.idle(view, view.idleSince());
        }
        gone |= views.isEmpty();
        return gone;
    }

    /** Whether it has no watchers; then it gets none from here on. */
    synchronized boolean retireIdle() {
        for (LiveView view : views.values()) {
            if (view.watchers() > 0) {
                return false;
            }
        }
        gone = true;
        return true;
    }

    synchronized int views() {
        return views.size();
    }
}
