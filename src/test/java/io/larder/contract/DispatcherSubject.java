package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Setting;
import io.larder.command.Settings;
import io.larder.command.Transactions;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.ChannelSettings;
import io.larder.pubsub.MonitorCommands;
import io.larder.pubsub.Notifications;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A dispatcher over all rows, on some engine with a clock of the test's. */
final class DispatcherSubject<E extends Engine<Keyspace> & Transactions> implements Subject {

    /** Channels whose names begin with {@code kept:} keep three messages for a minute, {@code last:} the newest. */
    private static final ChannelRules RULES = new ChannelRules(List.of(
            new ChannelRules.Rule(
                    "kept:*", new ChannelSettings(3, 60_000, ChannelSettings.Recovery.STREAM, true, true, false)),
            new ChannelRules.Rule(
                    "last:*", new ChannelSettings(1, 60_000, ChannelSettings.Recovery.CACHE, false, false, false))));

    private static final long START = 1_700_000_000_000L;

    private final Function<Clock, E> fresh;
    private final Map<Integer, Connection> connections = new HashMap<>();
    private Dispatcher dispatcher;
    private long now = START;

    /** Each reset asks for an empty engine. */
    DispatcherSubject(Function<Clock, E> fresh) {
        this.fresh = fresh;
        this.dispatcher = dispatcher();
    }

    private Dispatcher dispatcher() {
        E engine = fresh.apply(() -> now);
        ChannelRegistry channels = new ChannelRegistry(engine, () -> now, RULES);
        Consumer<EventListener> listened =
                engine instanceof HeapEngine twin ? twin::listen : ((EmbeddedEngine) engine)::listen;
        listened.accept(EventListener.NONE);
        Settings settings = new Settings(
                new Notifications(channels, listened).setting(),
                Setting.fixed("databases", 1),
                Setting.fixed("maxmemory", 1 << 30),
                policy(engine));
        MonitorCommands monitor = new MonitorCommands(() -> now);
        CommandTable table = Tables.all(channels, monitor)
                .bind(Keyspace.class, engine)
                .bind(Settings.class, (call, effort) -> call.on(settings));
        Dispatcher made = new Dispatcher(table, (Call<?> call) -> null, engine);
        monitor.observe(made);
        return made;
    }

    private static Setting policy(Engine<Keyspace> engine) {
        Consumer<EvictionPolicy> to =
                engine instanceof HeapEngine twin ? twin::evictionPolicy : ((EmbeddedEngine) engine)::evictionPolicy;
        Supplier<EvictionPolicy> from =
                engine instanceof HeapEngine twin ? twin::evictionPolicy : ((EmbeddedEngine) engine)::evictionPolicy;
        to.accept(EvictionPolicy.NOEVICTION);
        return new Setting("maxmemory-policy", () -> from.get().label(), label -> {
            EvictionPolicy next = EvictionPolicy.of(label);
            return () -> to.accept(next);
        });
    }

    @Override
    public void reset() {
        connections.clear();
        now = START;
        dispatcher = dispatcher();
    }

    @Override
    public Reply send(int connection, byte[][] words) {
        Connection from = connection(connection);
        Reply reply = dispatcher.call(from.session, words, Effort.FULL);
        if (reply instanceof Reply.Pushes pushes) {
            from.pushes.addAll(pushes.items());
            return from.pushes.remove();
        }
        return reply;
    }

    @Override
    public @Nullable Reply pushed(int connection) {
        return connection(connection).next();
    }

    private Connection connection(int number) {
        return connections.computeIfAbsent(number, n -> new Connection());
    }

    /** A connection whose lane runs when somebody looks at what has come. */
    private static final class Connection implements Outlet {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final Queue<Reply> pushes = new ArrayDeque<>();
        private final Executor lane = tasks::add;
        private final Session session = new Session(Outside.DOOR, new Caller("test", true), this);

        @Override
        public void push(Reply.Push push) {
            pushes.add(push);
        }

        @Override
        public Executor lane() {
            return lane;
        }

        @Nullable
        Reply next() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            return pushes.poll();
        }
    }

    @Override
    public void pass(long millis) {
        now += millis;
    }

    @Override
    public boolean hasClock() {
        return true;
    }

    @Override
    public boolean isRedis() {
        return false;
    }
}
