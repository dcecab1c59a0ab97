package io.larder.engine.chronicle;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Flag;
import io.larder.command.Key;
import io.larder.command.Reply;
import io.larder.command.TooLong;
import io.larder.command.Transactions;
import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.Clock;
import io.larder.keyspace.CycleListener;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Footprint;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands on a store in this process.
 *
 * <p>A command locks the stripes of its keys, runs on a {@link Transaction}, commits it and unlocks: its changes are
 * stored before it is answered, and a kill at any moment leaves all of them or none. Commands on other keys run side by
 * side, each on the thread that calls.
 */
public final class EmbeddedEngine implements Engine<Keyspace>, Transactions, AutoCloseable {

    /** Replies of a transaction are counted in lots of so many bytes. */
    private static final int MUCH = 64 << 10;

    /** What the replies of commands that are not of data may weigh in one transaction: nobody has asked for room. */
    private static final long MOST_TOLD = 16 << 20;

    private static final Reply TOO_MUCH_TOLD =
            new Reply.Failure("ERR too much is asked for in one transaction that is not of data");

    private static final CommandError KEY_TOO_LONG =
            new CommandError("ERR max key size exceeded. Limit: " + Keyspace.KEY_LIMIT + " bytes");
    private static final int[] ALL = KeyLocks.all();

    /** So often a step is started over because others took the room that it was promised too little of. */
    private static final int STARTS = 8;

    private final DataDirectory directory;
    private final Store store;
    private final KeyLocks locks;
    private final Sweeper sweeper;
    private final Room room;
    private final ThreadLocal<Transaction> transactions;
    private boolean closed;

    private EmbeddedEngine(DataDirectory directory, Store store) {
        this.directory = directory;
        this.store = store;
        this.locks = new KeyLocks(store::requireWhole);
        this.transactions = ThreadLocal.withInitial(() -> new Transaction(store));
        this.sweeper = new Sweeper(store, locks);
        this.room = new Room(store, locks, sweeper);
        store.onDiscard(sweeper::wake);
        sweeper.start();
    }

    /**
     * Loads the code that {@link #open} needs, which makes that much quicker and changes nothing else. To be called
     * before any engine is opened; it takes most of a second of a processor where the JVM has just begun.
     */
    public static void load() {
        ChronicleRuntime.load();
    }

    /**
     * Opens the store of a directory, which is made where it is not there, and mends what a killed process left.
     *
     * @param path the data directory
     * @param memoryMax the most bytes of data; a new store evicts nothing, see {@link #evictionPolicy}
     * @param clock the time of everything
     * @throws IOException with a text for the operator, where the directory cannot be used
     */
    public static EmbeddedEngine open(Path path, long memoryMax, Clock clock) throws IOException {
        return open(path, memoryMax, clock, Progress.NONE);
    }

    /**
     * The same, and tells how far it is.
     *
     * @throws IOException with a text for the operator, where the directory cannot be used
     */
    public static EmbeddedEngine open(Path path, long memoryMax, Clock clock, Progress progress) throws IOException {
        DataDirectory directory = DataDirectory.lock(path);
        try {
            return new EmbeddedEngine(directory, directory.open(memoryMax, clock, progress));
        } catch (IOException | RuntimeException | Error e) {
            directory.release();
            throw e;
        }
    }

    @Override
    public Reply run(Call<Keyspace> call, Effort effort) {
        try {
            return runInRoom(call, effort);
        } catch (StepRefusedException refusal) {
            throw refusal.error();
        } catch (InternalError fault) {
            throw store.fail(fault);
        }
    }

    private Reply runInRoom(Call<Keyspace> call, Effort effort) {
        long guess;
        if (call.command().is(Flag.GROWS)) {
            guess = Room.guess(call.words());
        } else {
            try {
                return attempt(call, effort, Store.UNBOUNDED);
            } catch (RoomNeededException needed) {
                guess = needed.bytes();
            }
        }
        return inRoom(guess, List.of(call), effort, promised -> attempt(call, effort, promised));
    }

    /** Runs a step with room for it; again with more, where that turns out to be too little. */
    private <R extends @Nullable Object> R inRoom(
            long guess, List<? extends Call<?>> calls, Effort effort, LongFunction<R> step) {
        long promised = room.make(guess, () -> ids(calls), effort);
        for (int tries = 0; ; tries++) {
            long bytes;
            try {
                R result = withPromise(step, promised);
                if (transactions.get().growth().credited()) {
                    room.settle(effort);
                }
                return result;
            } catch (RoomNeededException more) {
                bytes = more.bytes();
            }
            if (tries == STARTS) {
                throw CommandError.OUT_OF_MEMORY;
            }
            promised = room.makeMore(bytes, () -> ids(calls), effort);
        }
    }

    private <R extends @Nullable Object> R withPromise(LongFunction<R> step, long promised) {
        try {
            return step.apply(promised);
        } finally {
            room.giveBack(promised);
        }
    }

    private Reply attempt(Call<Keyspace> call, Effort effort, long promised) {
        Command<Keyspace> command = call.command();
        boolean exclusive = command.mayChange();
        int[] stripes;
        if (command.keys().single()) {
            byte[] key = call.words()[command.keys().first()];
            requireKey(key);
            int stripe = KeyLocks.stripe(key);
            long stamp = locks.lock(stripe, exclusive, effort);
            try {
                Transaction step = transactions.get();
                step.held().one(stripe);
                return step(call, begin(step, exclusive, effort, promised));
            } catch (MoreKeysException more) {
                stripes = KeyLocks.with(new int[] {stripe}, more.stripe());
            } catch (LapsedException lapsed) {
                stripes = new int[] {stripe};
                exclusive = true;
            } catch (InternalError fault) {
                throw store.fail(fault);
            } finally {
                locks.unlock(stripe, stamp);
            }
        } else {
            stripes = stripes(List.of(call));
        }
        return locked(stripes, exclusive, effort, promised, step -> step(call, step));
    }

    /**
     * Runs a step with stripes locked. It starts over with one more where it turns out to need that, and with all
     * locked for writing where a key has expired.
     */
    private <R extends @Nullable Object> R locked(
            int[] stripes, boolean exclusive, Effort effort, long promised, Function<Transaction, R> work) {
        int[] wanted = stripes;
        boolean writing = exclusive;
        while (true) {
            int[] held = wanted;
            long[] stamps = locks.lock(held, writing, effort);
            try {
                Transaction step = transactions.get();
                step.held().several(held);
                return work.apply(begin(step, writing, effort, promised));
            } catch (MoreKeysException more) {
                wanted = KeyLocks.with(held, more.stripe());
            } catch (LapsedException lapsed) {
                writing = true;
            } catch (InternalError fault) {
                throw store.fail(fault);
            } finally {
                locks.unlock(held, stamps);
            }
        }
    }

    private static Transaction begin(Transaction step, boolean exclusive, Effort effort, long promised) {
        step.begin(exclusive, effort);
        if (promised != Store.UNBOUNDED) {
            step.growth().within(promised);
        }
        return step;
    }

    private static Reply step(Call<Keyspace> call, Transaction step) {
        boolean done = false;
        try {
            step.command(call);
            Reply reply = call.on(step);
            if (call.command().mayChange()) {
                call.session().answers(reply);
            }
            step.commit();
            done = true;
            return reply;
        } finally {
            if (!done) {
                step.abort();
            }
        }
    }

    private static void requireKey(byte[] key) {
        if (key.length > Keyspace.KEY_LIMIT) {
            throw KEY_TOO_LONG;
        }
    }

    private static int[] stripes(List<? extends Call<?>> calls) {
        for (Call<?> call : calls) {
            if (call.command().target() == Keyspace.class && call.command().is(Flag.ANY_KEY)) {
                return ALL;
            }
        }
        return KeyLocks.stripes(keys(calls));
    }

    /** How the evictor knows the keys that the calls name. */
    private long[] ids(List<? extends Call<?>> calls) {
        return keys(calls).stream().mapToLong(store.entries()::id).sorted().toArray();
    }

    private static List<byte[]> keys(List<? extends Call<?>> calls) {
        List<byte[]> keys = new ArrayList<>();
        for (Call<?> call : calls) {
            Command<?> command = call.command();
            if (command.target() == Keyspace.class) {
                for (byte[] key : command.keys().in(call.words())) {
                    requireKey(key);
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    @Override
    public @Nullable List<Reply> runAll(
            List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Effort effort) {
        boolean grows = false;
        long guess = 0;
        for (Call<?> call : calls) {
            if (effort != Effort.FULL && call.command().target() != Keyspace.class) {
                requireBrief(call.command(), effort);
            }
            if (call.command().is(Flag.GROWS)) {
                grows = true;
                guess += Room.guess(call.words());
            }
        }
        try {
            return allInRoom(calls, watched, others, effort, grows ? guess : Store.UNBOUNDED);
        } catch (StepRefusedException refusal) {
            throw refusal.error();
        } catch (InternalError fault) {
            throw store.fail(fault);
        }
    }

    /** What is not the engine's own runs when the step is done, and cannot start over then. */
    private static void requireBrief(Command<?> command, Effort effort) {
        if (!command.is(Flag.FAST)) {
            throw TooLong.SIGNAL;
        }
        if (effort == Effort.BRIEF) {
            throw TooLong.WAITS;
        }
    }

    private @Nullable List<Reply> allInRoom(
            List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Effort effort, long guess) {
        long needed = guess;
        if (needed == Store.UNBOUNDED) {
            try {
                return attemptAll(calls, watched, others, effort, Store.UNBOUNDED);
            } catch (RoomNeededException more) {
                needed = more.bytes();
            }
        }
        return inRoom(needed, calls, effort, promised -> attemptAll(calls, watched, others, effort, promised));
    }

    private @Nullable List<Reply> attemptAll(
            List<Call<?>> calls,
            Map<Key, Long> watched,
            Function<Call<?>, Reply> others,
            Effort effort,
            long promised) {
        boolean exclusive = false;
        for (Call<?> call : calls) {
            exclusive |= call.command().mayChange();
        }
        int[] stripes = stripes(calls);
        if (stripes != ALL && !watched.isEmpty()) {
            List<byte[]> keys = new ArrayList<>();
            watched.keySet().forEach(key -> keys.add(key.bytes()));
            stripes = java.util.stream.IntStream.concat(
                            java.util.Arrays.stream(stripes), java.util.Arrays.stream(KeyLocks.stripes(keys)))
                    .sorted()
                    .distinct()
                    .toArray();
        }
        return locked(stripes, exclusive, effort, promised, step -> steps(calls, watched, others, step));
    }

    private @Nullable List<Reply> steps(
            List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Transaction step) {
        boolean done = false;
        long kept = 0;
        try {
            for (Map.Entry<Key, Long> each : watched.entrySet()) {
                if (versionOf(step, each.getKey().bytes()) != each.getValue()) {
                    return null;
                }
            }
            List<Reply> replies = new ArrayList<>(calls.size());
            long untold = 0;
            for (Call<?> call : calls) {
                Reply reply = call.command().target() == Keyspace.class ? one(call, step) : Reply.NIL;
                replies.add(reply);
                untold += reply.weight();
                if (untold > MUCH) {
                    call.session().keeps(untold);
                    kept += untold;
                    untold = 0;
                }
            }
            if (!calls.isEmpty()) {
                calls.get(0).session().answers(replies, kept + untold);
            }
            step.commit();
            done = true;
            // Only now: what they do cannot be taken back, and the step could have been refused or started over.
            long told = 0;
            for (int i = 0; i < replies.size(); i++) {
                Call<?> call = calls.get(i);
                if (call.command().target() != Keyspace.class) {
                    boolean tooMuch = told > MOST_TOLD && call.command().is(Flag.HARMLESS);
                    Reply reply = tooMuch ? TOO_MUCH_TOLD : others.apply(call);
                    told += reply.weight();
                    replies.set(i, reply);
                }
            }
            return replies;
        } finally {
            if (!done) {
                step.abort();
                if (kept > 0) {
                    calls.get(0).session().keeps(-kept);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Reply one(Call<?> call, Transaction step) {
        step.command(call);
        try {
            return ((Call<Keyspace>) call).on(step);
        } catch (CommandError refusal) {
            if (step.refused()) {
                throw new CommandError("EXECABORT Transaction discarded because of: " + refusal.text());
            }
            return refusal.reply();
        }
    }

    @Override
    public long version(byte[] key) {
        int stripe = KeyLocks.stripe(key);
        long stamp = locks.lock(stripe, false, Effort.FULL);
        try {
            Transaction step = transactions.get().begin(false, Effort.FULL);
            try {
                return versionOf(step, key);
            } finally {
                step.abort();
            }
        } finally {
            locks.unlock(stripe, stamp);
        }
    }

    private static long versionOf(Transaction step, byte[] key) {
        Item item = step.item(key);
        return item.visible() ? item.version() : 0;
    }

    @Override
    public long changes() {
        return store.version();
    }

    /** Has {@code listener} told how long the store's own work takes from here on. There is one at a time. */
    public void watch(CycleListener listener) {
        store.cycles(listener);
    }

    /** Has {@code listener} told of every change from here on. There is one at a time. */
    public void listen(ChangeListener listener) {
        store.listener(listener);
    }

    /**
     * Has {@code listener} told of what commands do from here on, {@link EventListener#NONE} for nobody. There is one
     * at a time.
     */
    public void listen(EventListener listener) {
        store.events(listener);
    }

    /** Which keys make room for others from here on. */
    public void evictionPolicy(EvictionPolicy policy) {
        store.evictor().policy(policy);
    }

    /** Which keys make room for others. */
    public EvictionPolicy evictionPolicy() {
        return store.evictor().policy();
    }

    /** The bytes that a command with these words is promised before it begins. */
    public long guess(byte[][] words) {
        return Room.guess(words);
    }

    /** Bytes of data. */
    public long usedBytes() {
        return store.used();
    }

    /** The names of the files in the data directory that hold data. */
    public static List<String> files() {
        return DataDirectory.FILES;
    }

    /**
     * How the store lies in its files.
     *
     * @throws CommandError where it is closed
     */
    public Storage storage() {
        // Not while it is closed: what it looks at is mapped memory.
        long stamp = locks.lock(KeyLocks.EVICTOR, false, Effort.FULL);
        try {
            store.requireUnclosed();
            return store.storage();
        } finally {
            locks.unlock(KeyLocks.EVICTOR, stamp);
        }
    }

    /** How much is stored, and how it was used. */
    public Usage usage() {
        Census census = store.census();
        return new Usage(
                store.entries().size(),
                store.entries().expiries().expiring(),
                store.entries().expiries().averageTtl(),
                store.used(),
                store.limit(),
                census.hits(),
                census.misses(),
                census.expired(),
                room.evicted(),
                evictionPolicy());
    }

    /** What the data takes. */
    public Footprint footprint() {
        return store.footprint();
    }

    /** Checks every structure of the store, while nothing else runs. For tests and after an accident. */
    public List<String> check() {
        long[] stamps = locks.lock(ALL, true, Effort.FULL);
        try {
            store.requireOpen();
            return new StoreCheck(store).run();
        } finally {
            locks.unlock(ALL, stamps);
        }
    }

    /** What it runs on: for tests. */
    Store store() {
        return store;
    }

    /**
     * Waits for what is running, forces all to the disk and closes. Whatever is called later is refused. Where the
     * store has failed and a command still holds it, it stays mapped until the process ends.
     */
    @Override
    public void close() throws IOException {
        sweeper.stop();
        long[] stamps;
        try {
            stamps = locks.lock(ALL, true, Effort.FULL);
        } catch (CommandError failed) {
            directory.release();
            return;
        }
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                store.close();
                if (!store.broken()) {
                    directory.markClean();
                }
            } finally {
                directory.release();
            }
        } finally {
            locks.unlock(ALL, stamps);
        }
    }
}
