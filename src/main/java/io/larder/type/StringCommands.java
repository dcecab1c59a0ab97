package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.key;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;

/** Strings as a whole. */
final class StringCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.STRING);

    private StringCommands() {}

    static {
        FAMILY.command("GET")
                .summary("Gives the string that a key has.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SET greeting hello", "OK")
                .example("GET greeting", "\"hello\"")
                .runs(StringCommands::get);
    }

    private static Reply get(Keyspace keyspace, Arguments arguments) {
        Entry entry = keyspace.find(arguments.key());
        if (entry == null) {
            return Reply.NIL;
        }
        if (entry.kind() != Kind.STRING) {
            throw CommandError.WRONG_TYPE;
        }
        return Reply.bytes(entry.blob().all());
    }

    static {
        FAMILY.command("SET")
                .summary("Sets a key to a string, whatever it had.")
                .complexity("O(1)")
                .takes(key(), bytes("value"))
                .writes()
                .mayGrow()
                .example("SET greeting hello", "OK")
                .runs(StringCommands::set);
    }

    private static Reply set(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] value = arguments.bytes();
        arguments.end();
        keyspace.create(key, Kind.STRING).blob().set(value);
        return Reply.OK;
    }
}
