package io.larder.monitoring;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.larder.command.Call;
import io.larder.command.Flag;
import io.larder.command.Observer;
import io.larder.command.Reply;
import io.larder.command.Setting;
import io.larder.keyspace.Clock;
import io.larder.keyspace.CycleListener;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * Moments in which something took long: the last ones of each kind of event, one a second. It is off until there is a
 * threshold.
 *
 * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/">Redis
 *     latency monitoring</a>
 */
public final class Latencies implements Observer, CycleListener {

    /** How many moments of each kind are kept, as in Redis. */
    static final int KEPT = 160;

    /** What can take long, by the names that Redis has where it has them. */
    enum Event {
        /** A command that may take long. */
        COMMAND,
        /** A command that should not. */
        FAST_COMMAND,
        /** Taking out keys that have expired. */
        EXPIRE_CYCLE,
        /** Making room for one command. */
        EVICTION_CYCLE,
        /** Garbage collection, for which all of the process stands still. */
        GC;

        /** As it is asked for. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A moment.
     *
     * @param seconds Unix time
     */
    record Moment(long seconds, long millis) {}

    /**
     * What is known of one kind of event.
     *
     * @param moments the oldest first
     * @param longest ever, since it was last forgotten
     */
    record History(Event event, List<Moment> moments, long longest) {

        /** The newest moment. */
        Moment latest() {
            return moments.get(moments.size() - 1);
        }
    }

    private static final class Kept {
        private final Deque<Moment> moments = new ArrayDeque<>();
        private long longest;
    }

    private final Clock clock;
    private final Map<Event, Kept> kept = new EnumMap<>(Event.class);
    private volatile long threshold;
    private volatile long least = Long.MAX_VALUE;

    /**
     * Nothing has taken long yet.
     *
     * @param threshold the milliseconds that something must at least take; 0 for nothing
     */
    public Latencies(Clock clock, long threshold) {
        this.clock = clock;
        threshold(threshold);
    }

    private void threshold(long millis) {
        threshold = millis;
        least = millis <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** The milliseconds that something must at least take; 0 for nothing. */
    long threshold() {
        return threshold;
    }

    /** What CONFIG GET shows of it and CONFIG SET changes. */
    public Setting setting() {
        return WholeSetting.of("latency-monitor-threshold", 0, Long.MAX_VALUE, this::threshold, this::threshold);
    }

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        if (nanos >= least) {
            add(call.command().is(Flag.FAST) ? Event.FAST_COMMAND : Event.COMMAND, nanos);
        }
    }

    @Override
    public void took(Cycle cycle, long nanos) {
        if (nanos >= least) {
            add(cycle == Cycle.EXPIRE ? Event.EXPIRE_CYCLE : Event.EVICTION_CYCLE, nanos);
        }
    }

    /** Has this process's garbage collections told here as well. */
    public Latencies watchGarbageCollection() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            // Collectors that run beside the service have a second bean for the times in which it stood still.
            boolean beside = collector.getName().contains("Cycles")
                    || collector.getName().contains("Concurrent");
            if (!beside && collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(
                        (notification, handback) -> collected(notification.getUserData()), null, null);
            }
        }
        return this;
    }

    private void collected(@Nullable Object data) {
        if (data instanceof CompositeData composite) {
            long millis = GarbageCollectionNotificationInfo.from(composite)
                    .getGcInfo()
                    .getDuration();
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            if (nanos >= least) {
                add(Event.GC, nanos);
            }
        }
    }

    /** Of one second the longest is kept. */
    private synchronized void add(Event event, long nanos) {
        Kept history = kept.computeIfAbsent(event, absent -> new Kept());
        Moment moment = new Moment(TimeUnit.MILLISECONDS.toSeconds(clock.now()), TimeUnit.NANOSECONDS.toMillis(nanos));
        history.longest = Math.max(history.longest, moment.millis);
        Moment last = history.moments.peekLast();
        if (last != null && last.seconds == moment.seconds) {
            history.moments.removeLast();
            moment = new Moment(moment.seconds, Math.max(last.millis, moment.millis));
        } else if (history.moments.size() == KEPT) {
            history.moments.removeFirst();
        }
        history.moments.addLast(moment);
    }

    /** What has happened, by kind. */
    synchronized List<History> histories() {
        List<History> all = new ArrayList<>();
        kept.forEach((event, history) -> all.add(new History(event, List.copyOf(history.moments), history.longest)));
        return all;
    }

    /** Forgets what is known of one kind. Whether there was anything. */
    synchronized boolean forget(Event event) {
        return kept.remove(event) != null;
    }

    /** The time in seconds. */
    long now() {
        return TimeUnit.MILLISECONDS.toSeconds(clock.now());
    }
}
