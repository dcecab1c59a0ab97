package io.larder.engine.chronicle;

import io.larder.command.Argument;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.contract.Outside;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs any code as one command on an engine. */
final class Steps {

    private static final Session SESSION = new Session(Outside.DOOR, new Caller("test", true), true);

    private Steps() {}

    static <R> R write(EmbeddedEngine engine, Function<Keyspace, R> work) {
        return run(engine, work, Flag.WRITE, Effort.FULL);
    }

    static <R> R read(EmbeddedEngine engine, Function<Keyspace, R> work) {
        return run(engine, work, Flag.READONLY, Effort.FULL);
    }

    static <R> R run(EmbeddedEngine engine, Function<Keyspace, R> work, Flag flag, Effort effort) {
        Object[] result = {null};
        Command<Keyspace> command = new Family<>(Keyspace.class, Group.GENERIC)
                .command("TEST")
                .flag(flag)
                .flag(Flag.ANY_KEY)
                .runs((keyspace, arguments) -> {
                    result[0] = work.apply(keyspace);
                    return Reply.OK;
                });
        engine.run(new Call<>(SESSION, command, new byte[][] {key("TEST")}), effort);
        @SuppressWarnings("unchecked")
        R cast = (R) result[0];
        return cast;
    }

    /** Runs code as a command on one key. */
    static <R> R on(EmbeddedEngine engine, byte[] key, Flag flag, Function<Keyspace, R> work) {
        Object[] result = {null};
        Command<Keyspace> command = new Family<>(Keyspace.class, Group.GENERIC)
                .command("TEST")
                .flag(flag)
                .takes(Argument.key())
                .runs((keyspace, arguments) -> {
                    result[0] = work.apply(keyspace);
                    return Reply.OK;
                });
        engine.run(new Call<>(SESSION, command, new byte[][] {key("TEST"), key}), Effort.FULL);
        @SuppressWarnings("unchecked")
        R cast = (R) result[0];
        return cast;
    }

    /** Sets a string, as SET does: with as much room made for it as it needs. */
    static void set(EmbeddedEngine engine, byte[] key, byte[] value) {
        Command<Keyspace> command = new Family<>(Keyspace.class, Group.GENERIC)
                .command("TEST")
                .flag(Flag.WRITE)
                .flag(Flag.GROWS)
                .takes(Argument.key(), Argument.bytes("value"))
                .runs((keyspace, arguments) -> {
                    keyspace.create(key, Kind.STRING).blob().set(value);
                    return Reply.OK;
                });
        engine.run(new Call<>(SESSION, command, new byte[][] {key("TEST"), key, value}), Effort.FULL);
    }

    /** The bytes of a string, or null. */
    static byte @Nullable [] get(EmbeddedEngine engine, byte[] key) {
        return on(engine, key, Flag.READONLY, keyspace -> {
            Entry entry = keyspace.find(key);
            return entry == null ? null : entry.blob().all();
        });
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
