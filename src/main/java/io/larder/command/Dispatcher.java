package io.larder.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way to a command, whichever door it came through: finds the row, asks the gate, queues or runs.
 *
 * <p>A door on an event loop calls with {@link Effort#BRIEF}. On {@link TooLong} it calls again, with the same words,
 * from a worker with {@link Effort#FULL}.
 */
public final class Dispatcher {

    private static final Reply QUEUED = new Reply.Text("QUEUED");

    private static final Reply.Failure NOT_FOR_USERS = new Reply.Failure("NOPERM this is not for users");

    private final CommandTable table;
    private final Gate gate;
    private final Transactions transactions;
    private volatile Observer[] observers = {};

    /** A dispatcher over the table's rows. */
    public Dispatcher(CommandTable table, Gate gate, Transactions transactions) {
        this.table = table;
        this.gate = gate;
        this.transactions = new Observed(transactions);
        table.bind(TransactionCommands.Step.class, this::step);
        table.bind(Session.class, (call, effort) -> call.on(call.session()));
        table.bind(CommandTable.class, (call, effort) -> call.on(table));
    }

    /** Has {@code observer} see every command from here on. */
    public synchronized void observe(Observer observer) {
        Observer[] more = Arrays.copyOf(observers, observers.length + 1);
        more[observers.length] = observer;
        observers = more;
    }

    /** Has {@code observer} see no more commands. */
    public synchronized void ignore(Observer observer) {
        observers = Arrays.stream(observers).filter(one -> one != observer).toArray(Observer[]::new);
    }

    /** The rows. */
    public CommandTable table() {
        return table;
    }

    /** A number that grows with each change of any key. */
    public long changes() {
        return transactions.changes();
    }

    /**
     * Runs or queues one command. A refusal is a {@link Reply.Failure}, never an exception.
     *
     * @param words the command's name and arguments; not changed, and not to be changed by anyone from here on
     * @throws TooLong where {@code effort} does not suffice; nothing has changed
     */
    public Reply call(Session session, byte[][] words, Effort effort) {
        Call<?> call;
        try {
            call = admit(session, words);
            if (session.queueing() && !call.command().is(Flag.IMMEDIATE)) {
                session.enqueue(call);
                return QUEUED;
            }
        } catch (CommandError refusal) {
            session.spoil();
            return refusal.reply();
        }
        return alone(call, effort);
    }

    /** Whether a command only reads, so that it can be run again. */
    public boolean reads(byte[][] words) {
        return table.named(words).is(Flag.READONLY);
    }

    /** Whether a command that has come to this can be run again for it: it reads, or only tells a lot. */
    public boolean repeatable(byte[][] words, Reply reply) {
        if (reply instanceof Reply.Failure) {
            return false;
        }
        Command<?> row = table.named(words);
        return row.is(Flag.READONLY)
                || !row.mayChange()
                        && !row.is(Flag.CONNECTED)
                        && !row.is(Flag.IMMEDIATE)
                        && reply.weight() > Session.MUCH;
    }

    /**
     * Runs several commands as one step. One that fails has its {@link Reply.Failure} in the list, and the others
     * stand.
     *
     * @throws CommandError where the whole is refused, as by an unknown command; nothing has changed
     * @throws TooLong where {@code effort} does not suffice; nothing has changed
     */
    public List<Reply> transaction(Session session, List<byte[][]> batch, Effort effort) {
        List<Call<?>> calls = new ArrayList<>(batch.size());
        for (byte[][] words : batch) {
            try {
                Call<?> call = admit(session, words);
                if (call.command().is(Flag.IMMEDIATE)) {
                    throw new CommandError("ERR " + call.command().name() + " is not allowed in a transaction");
                }
                calls.add(call);
            } catch (CommandError refusal) {
                throw new CommandError("EXECABORT Transaction discarded because of: " + refusal.text());
            }
        }
        List<Reply> replies = transactions.runAll(calls, Map.of(), call -> alone(call, afterwards(effort)), effort);
        if (replies == null) {
            throw new IllegalStateException("nothing was watched");
        }
        return replies;
    }

    /**
     * Asks whether a session's caller may run a command, without running it: a door says this before it goes on showing
     * what that command would show once. A {@link Caller#user} may not, as what they may see is decided when a command
     * runs.
     *
     * @throws CommandError where they may not, or there is no such command
     */
    public void requireAllowed(Session session, byte[][] words) {
        Command<?> row = table.named(words);
        table.requireFit(row, words.length);
        Call<?> call = new Call<>(session, row, words);
        Reply.@Nullable Failure refusal = session.caller().user() != null ? NOT_FOR_USERS : gate.refuse(call);
        if (refusal != null) {
            deny(call, refusal);
            for (Observer observer : observers) {
                observer.refused(session, row);
            }
            throw new CommandError(refusal.message());
        }
    }

    /**
     * Notes that a door has refused what these words would do, by what only it knows, such as a channel's settings.
     * Words that are no command are nothing that could be refused.
     *
     * @param why what the caller is told, or what stands for it
     */
    public void denied(Session session, byte[][] words, Reply.Failure why) {
        Command<?> row;
        try {
            row = table.named(words);
            table.requireFit(row, words.length);
        } catch (CommandError none) {
            return;
        }
        deny(new Call<>(session, row, words), why);
    }

    private void deny(Call<?> call, Reply.Failure why) {
        for (Observer observer : observers) {
            observer.denied(call, why);
        }
    }

    private Call<?> admit(Session session, byte[][] words) {
        Command<?> row = table.named(words);
        try {
            table.requireFit(row, words.length);
            return admit(new Call<>(session, row, words));
        } catch (CommandError refusal) {
            for (Observer observer : observers) {
                observer.refused(session, row);
            }
            throw refusal;
        }
    }

    private Call<?> admit(Call<?> call) {
        Command<?> row = call.command();
        if (row.is(Flag.CONNECTED) && !call.session().connected()) {
            throw new CommandError("ERR " + row.name()
                    + " needs a connection that stays; send the commands together to /multi-exec instead");
        }
        Reply.@Nullable Failure refusal = gate.refuse(call);
        if (refusal != null) {
            deny(call, refusal);
            throw new CommandError(refusal.message());
        }
        return call;
    }

    private <T> Reply run(Call<T> call, Effort effort) {
        if (effort != Effort.FULL && call.command().is(Flag.LONG)) {
            throw TooLong.SIGNAL;
        }
        return table.engine(call.command()).run(call, effort);
    }

    private Reply alone(Call<?> call, Effort effort) {
        if (observers.length == 0) {
            return answer(call, effort);
        }
        long begin = System.nanoTime();
        Reply reply = answer(call, effort);
        tell(call, reply, System.nanoTime() - begin);
        return reply;
    }

    private Reply answer(Call<?> call, Effort effort) {
        try {
            return run(call, effort);
        } catch (CommandError refusal) {
            return refusal.reply();
        }
    }

    private void tell(Call<?> call, Reply reply, long nanos) {
        for (Observer observer : observers) {
            observer.ran(call, reply, nanos);
        }
    }

    /** The engine's side of transactions, whose commands are observed like any others. */
    private final class Observed implements Transactions {
        private final Transactions engine;

        Observed(Transactions engine) {
            this.engine = engine;
        }

        @Override
        public @Nullable List<Reply> runAll(
                List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Effort effort) {
            if (observers.length == 0) {
                return engine.runAll(calls, watched, others, effort);
            }
            long begin = System.nanoTime();
            List<Reply> replies = engine.runAll(calls, watched, call -> answer(call, afterwards(effort)), effort);
            if (replies != null && !replies.isEmpty()) {
                long share = (System.nanoTime() - begin) / replies.size();
                for (int i = 0; i < replies.size(); i++) {
                    tell(calls.get(i), replies.get(i), share);
                }
            }
            return replies;
        }

        @Override
        public long version(byte[] key) {
            return engine.version(key);
        }

        @Override
        public long changes() {
            return engine.changes();
        }
    }

    private Reply step(Call<TransactionCommands.Step> call, Effort effort) {
        return call.on(new TransactionCommands.Step(
                call.session(), transactions, other -> alone(other, afterwards(effort)), effort));
    }

    /** That for calls which come when a transaction is done: there is no way back to do it all with more. */
    private static Effort afterwards(Effort effort) {
        return effort == Effort.PATIENT ? Effort.FULL : effort;
    }
}
