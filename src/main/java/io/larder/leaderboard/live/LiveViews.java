package io.larder.leaderboard.live;

import io.larder.command.CommandError;
import io.larder.command.Engine;
import io.larder.command.Key;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All live views. Whoever watches gets what a view shows and then what changes in it.
 *
 * <p>How it works: the engine tells which key has changed. If nobody looks at that key, the answer is one look into a
 * hash table; else its board is put on a list. One thread goes through the list. At most once an interval it reads all
 * views of a board that has changed, compares each with what it showed before, and where that differs tells the
 * watchers, one task for each of their lanes. So the cost follows the number of different views and of intervals, not
 * that of updates or watchers; and as the thread spends at most a share of a processor, boards whose views take long
 * are read less often.
 *
 * <p>A view is read anew rather than kept up to date: with counted trees that takes a few microseconds, it is right
 * whatever the change was, and an update pays nothing for it.
 */
public final class LiveViews implements ChangeListener, AutoCloseable {

    static final CommandError TOO_MANY_VIEWS =
            new CommandError("ERR too many different views of this leaderboard are being watched");

    private static final System.Logger LOG = System.getLogger(LiveViews.class.getName());

    private static final CommandError TOO_MANY_BOARDS = new CommandError("ERR too many leaderboards are being watched");
    private static final CommandError TOO_MANY_WATCHERS = new CommandError("ERR too many watchers of leaderboards");

    /** The list is gone through at most so often. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A board that could not be read is tried again after this. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What changes by itself is looked at in time, but at least so often. */
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LiveLimits limits;
    private final Clock clock;
    private final LongSupplier ticker;
    private final BoardReader reader;
    private final Budget budget;
    private final Map<Key, LiveBoard> boards = new ConcurrentHashMap<>();
    private final AtomicInteger watchers = new AtomicInteger();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();
    private final Queue<LiveBoard> inbox = new ConcurrentLinkedQueue<>();
    private final Queue<Idle> idle = new ConcurrentLinkedQueue<>();
    private final TreeSet<Alarm> alarms = new TreeSet<>(Comparator.comparingLong(Alarm::at)
            .thenComparingLong(alarm -> alarm.board().number()));
    private final AtomicLong numbers = new AtomicLong();
    private List<LiveBoard> pending = new ArrayList<>();
    private volatile boolean cleared;
    private volatile boolean woken;
    private volatile boolean stopped;
    private final Thread thread = new Thread(this::run, "larder-live-views");

    /** A view that nobody looks at. */
    private record Idle(LiveView view, long since) {}

    /** A board that is to be looked at, at that time. */
    private record Alarm(LiveBoard board, long at) {}

    /** Views of what is in an engine, which is to be told to listen to them. {@link #start()} is still to be said. */
    public LiveViews(Engine<Keyspace> engine, Clock clock, LiveLimits limits) {
        this(engine, clock, limits, sinceNow());
    }

    LiveViews(Engine<Keyspace> engine, Clock clock, LiveLimits limits, LongSupplier ticker) {
        this.limits = limits;
        this.clock = clock;
        this.ticker = ticker;
        this.reader = new BoardReader(engine);
        this.budget = new Budget(limits.share(), limits.intervalNanos());
        thread.setDaemon(true);
    }

    private static LongSupplier sinceNow() {
        long begin = System.nanoTime();
        return () -> System.nanoTime() - begin;
    }

    /** Begins to tell. */
    public LiveViews start() {
        thread.start();
        return this;
    }

    /**
     * Lets somebody look. Never waits; the first frame comes on the watcher's lane once the view is read.
     *
     * @param board the key of a leaderboard or sorted set, which need not be there yet
     * @param resume where the watcher was before, or null
     * @throws CommandError where a bound is reached
     */
    public Watch watch(byte[] board, View view, Watcher watcher, @Nullable Resume resume) {
        check(view);
        if (watchers.incrementAndGet() > limits.watchers()) {
            watchers.decrementAndGet();
            throw TOO_MANY_WATCHERS;
        }
        boolean done = false;
        try {
            Key key = new Key(board);
            Watch watch = null;
            while (watch == null) {
                watch = board(key).enter(view, watcher, resume, limits.views());
            }
            done = true;
            return watch;
        } finally {
            if (!done) {
                watchers.decrementAndGet();
            }
        }
    }

    /**
     * Looks at the size of a view, before anything is promised to whoever wants it.
     *
     * @throws CommandError where it is none that can be watched
     */
    public void check(View view) {
        if (view.size() < 1 || view.size() > limits.size()) {
            throw new CommandError("ERR a view has 1 to " + limits.size() + " entries");
        }
    }

    private LiveBoard board(Key key) {
        LiveBoard known = boards.get(key);
        if (known != null) {
            return known;
        }
        if (boards.size() >= limits.boards() && !retireIdle()) {
            throw TOO_MANY_BOARDS;
        }
        return boards.computeIfAbsent(key, absent -> new LiveBoard(key, numbers.incrementAndGet(), this));
    }

    private boolean retireIdle() {
        for (LiveBoard board : boards.values()) {
            if (board.retireIdle()) {
                boards.remove(board.key(), board);
                return true;
            }
        }
        return false;
    }

    @Override
    public void changed(byte[] key) {
        if (boards.isEmpty()) {
            return;
        }
        LiveBoard board = boards.get(new Key(key));
        if (board != null) {
            board.change();
        }
    }

    @Override
    public void cleared() {
        cleared = true;
        wake();
    }

    /** How many boards somebody looks at, or has looked at a short while ago. */
    public int boards() {
        return boards.size();
    }

    /** How many different views there are. */
    public int views() {
        return boards.values().stream().mapToInt(LiveBoard::views).sum();
    }

    /** How many look. */
    public int watchers() {
        return watchers.get();
    }

    /** How many frames were made since the start, each for however many watchers. */
    public long frames() {
        return frames.get();
    }

    /** Processor time that reading and comparing took since the start, in nanoseconds. */
    public long spentNanos() {
        return spent.get();
    }

    long now() {
        return ticker.getAsLong();
    }

    /** The board is to be looked at. */
    void list(LiveBoard board) {
        inbox.add(board);
        wake();
    }

    void wake() {
        if (!woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    void left() {
        watchers.decrementAndGet();
    }

    /** Nobody looks at a view any more. Until it is forgotten, this is not said again. */
    void idle(LiveView view, long since) {
        idle.add(new Idle(view, since));
    }

    private void run() {
        while (!stopped) {
            woken = false;
            long begin = now();
            long next = begin + RETRY_NANOS;
            try {
                next = step(begin);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "Live views failed; it will be tried again", e);
            }
            for (long left = PAUSE_NANOS; left > 0 && !stopped; left = begin + PAUSE_NANOS - now()) {
                LockSupport.parkNanos(this, left);
            }
            for (long left = next - now(); left > 0 && !woken && !stopped; left = next - now()) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /**
     * Does what is to be done now.
     *
     * @return when there will be something more
     */
    long step(long now) {
        gather(now);
        long next = now + LONGEST_NANOS;
        List<LiveBoard> later = new ArrayList<>();
        for (LiveBoard board : pending) {
            long due = Math.max(board.awaited() || !board.changed() ? 0 : board.next, budget.opens());
            if (due > now) {
                later.add(board);
                next = Math.min(next, due);
            } else {
                look(board, now);
            }
        }
        pending = later;
        forgetIdle(now);
        if (!alarms.isEmpty()) {
            next = Math.min(next, alarms.first().at());
        }
        return idle.isEmpty() ? next : Math.min(next, idle.peek().since() + limits.keepNanos());
    }

    private void gather(long now) {
        if (cleared) {
            cleared = false;
            boards.values().forEach(LiveBoard::change);
        }
        for (Alarm due = due(now); due != null; due = due(now)) {
            ring(due.board(), now);
        }
        for (LiveBoard board = inbox.poll(); board != null; board = inbox.poll()) {
            pending.add(board);
        }
    }

    private void look(LiveBoard board, long now) {
        if (board.changed()) {
            board.next = now + limits.intervalNanos();
        }
        List<LiveView> views = board.begin(now);
        arm(board, board.later);
        if (views.isEmpty()) {
            return;
        }
        long begin = THREADS.getCurrentThreadCpuTime();
        boolean done = false;
        try {
            long changesAt = reader.read(board.key().bytes(), views, (view, shown) -> {
                if (board.show(view, shown, now)) {
                    frames.incrementAndGet();
                }
            });
            expect(board, changesAt, now);
            done = true;
        } finally {
            if (!done) {
                board.next = now + RETRY_NANOS;
                board.change();
            }
            long took = THREADS.getCurrentThreadCpuTime() - begin;
            spent.addAndGet(took);
            budget.spend(now, took);
        }
    }

    /** Remembers when a board will change by itself. */
    private void expect(LiveBoard board, long changesAt, long now) {
        board.expiry = Long.MAX_VALUE;
        if (changesAt != Entry.NEVER) {
            long millis = Math.min(changesAt - clock.now(), TimeUnit.NANOSECONDS.toMillis(LONGEST_NANOS));
            board.expiry = now + TimeUnit.MILLISECONDS.toNanos(Math.max(millis, 0) + 1);
            arm(board, board.expiry);
        }
    }

    /** Has a board looked at in time. There is one alarm for each; an early one does no harm. */
    private void arm(LiveBoard board, long at) {
        if (at < board.alarm) {
            alarms.remove(new Alarm(board, board.alarm));
            board.alarm = at;
            alarms.add(new Alarm(board, at));
        }
    }

    private @Nullable Alarm due(long now) {
        return alarms.isEmpty() || alarms.first().at() > now ? null : alarms.pollFirst();
    }

    private void ring(LiveBoard board, long now) {
        board.alarm = Long.MAX_VALUE;
        if (board.expiry <= now) {
            board.expiry = Long.MAX_VALUE;
            board.change();
        } else {
            arm(board, board.expiry);
            board.list();
        }
    }

    private void forgetIdle(long now) {
        long since = now - limits.keepNanos();
        while (!idle.isEmpty() && idle.peek().since() <= since) {
            LiveView view = idle.remove().view();
            LiveBoard board = view.board();
            if (board.forget(view, since)) {
                boards.remove(board.key(), board);
            }
        }
    }

    /** Ends; nobody is told anything any more. */
    @Override
    public void close() {
        stopped = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
