package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Flag;
import io.larder.command.Key;
import io.larder.command.Reply;
import io.larder.command.Transactions;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EventListener;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.HeapKeyspace;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands on the twin, one at a time. A command that is refused after it has changed something, that changes
 * something though its row has no {@link Flag#WRITE}, or that uses a key which its row does not name, is an
 * {@link AssertionError}.
 */
public final class HeapEngine implements Engine<Keyspace>, Transactions {

    private final HeapKeyspace keyspace;

    /** An engine over an empty database. */
    public HeapEngine(Clock clock) {
        keyspace = new HeapKeyspace(clock);
    }

    /** Has {@code listener} told of what commands do from here on. */
    public synchronized void listen(EventListener listener) {
        keyspace.listen(listener);
    }

    /** The policy of eviction. */
    public synchronized EvictionPolicy evictionPolicy() {
        return keyspace.policy();
    }

    /** Sets the policy of eviction. */
    public synchronized void evictionPolicy(EvictionPolicy policy) {
        keyspace.policy(policy);
    }

    @Override
    public synchronized Reply run(Call<Keyspace> call, Effort effort) {
        keyspace.begin(
                call.command().is(Flag.ANY_KEY) ? null : call.command().keys().in(call.words()),
                call.command().is(Flag.READONLY));
        boolean done = false;
        try {
            Reply reply = call.on(keyspace);
            if (keyspace.changed() && !call.command().mayChange() && !keyspace.settling()) {
                throw new AssertionError(call.command() + " has changed something, but its row does not say WRITE");
            }
            done = true;
            return reply;
        } catch (CommandError refusal) {
            if (keyspace.changed()) {
                throw new AssertionError(call.command() + " was refused after it had changed something", refusal);
            }
            throw refusal;
        } finally {
            keyspace.end();
            if (done) {
                keyspace.tell();
            } else {
                keyspace.tellOfRefused();
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized @Nullable List<Reply> runAll(
            List<Call<?>> calls, Map<Key, Long> watched, Function<Call<?>, Reply> others, Effort effort) {
        for (Map.Entry<Key, Long> one : watched.entrySet()) {
            if (keyspace.version(one.getKey().bytes()) != one.getValue()) {
                return null;
            }
        }
        List<Reply> replies = new ArrayList<>();
        for (Call<?> call : calls) {
            if (call.command().target() != Keyspace.class) {
                replies.add(others.apply(call));
                continue;
            }
            try {
                replies.add(run((Call<Keyspace>) call, effort));
            } catch (CommandError refusal) {
                replies.add(refusal.reply());
            }
        }
        return replies;
    }

    @Override
    public synchronized long version(byte[] key) {
        return keyspace.version(key);
    }

    @Override
    public synchronized long changes() {
        return keyspace.changes();
    }
}
