package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Transactions;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A dispatcher over all rows, on some engine with a clock of the test's. */
final class DispatcherSubject<E extends Engine<Keyspace> & Transactions> implements Subject {

    private static final long START = 1_700_000_000_000L;

    private final Function<Clock, E> fresh;
    private final Map<Integer, Session> sessions = new HashMap<>();
    private Dispatcher dispatcher;
    private long now = START;

    /** Each reset asks for an empty engine. */
    DispatcherSubject(Function<Clock, E> fresh) {
        this.fresh = fresh;
        this.dispatcher = dispatcher();
    }

    private Dispatcher dispatcher() {
        E engine = fresh.apply(() -> now);
        CommandTable table = Tables.all().bind(Keyspace.class, engine);
        return new Dispatcher(table, (Call<?> call) -> null, engine);
    }

    @Override
    public void reset() {
        sessions.clear();
        now = START;
        dispatcher = dispatcher();
    }

    @Override
    public Reply send(int connection, byte[][] words) {
        Session session = sessions.computeIfAbsent(connection, n -> new Session(new Caller("test", true), true));
        return dispatcher.call(session, words, Effort.FULL);
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
