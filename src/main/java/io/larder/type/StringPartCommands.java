package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Blob;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Tree;

/** Parts of strings: what is read or written is that part only, however long the string is. */
final class StringPartCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.STRING);

    private static final Reply EMPTY = new Reply.Bytes(Tree.NOTHING);

    private StringPartCommands() {}

    static {
        FAMILY.command("STRLEN")
                .summary("Gives the length of a key's string in bytes.")
                .since("2.2.0")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("SET greeting hello", "OK")
                .example("STRLEN greeting", "(integer) 5")
                .runs(StringPartCommands::strlen);
    }

    private static Reply strlen(Keyspace keyspace, Arguments arguments) {
        Blob blob = StringValue.find(keyspace, arguments.key());
        return blob == null ? Reply.ZERO : Reply.whole(blob.length());
    }

    static {
        FAMILY.command("APPEND")
                .summary("Adds bytes to the end of a key's string.")
                .since("2.0.0")
                .complexity("O(1) for each byte that is added")
                .takes(key(), bytes("value"))
                .writes()
                .fast()
                .mayGrow()
                .example("APPEND greeting hel", "(integer) 3")
                .example("APPEND greeting lo", "(integer) 5")
                .runs(StringPartCommands::append);
    }

    private static Reply append(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] more = arguments.bytes();
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null) {
            StringValue.replace(keyspace, key, more);
            keyspace.event(EventClass.STRING, "append", key);
            return Reply.whole(more.length);
        }
        long length = blob.length() + more.length;
        StringValue.checkLength(length);
        blob.append(more);
        keyspace.event(EventClass.STRING, "append", key);
        return Reply.whole(length);
    }

    static {
        FAMILY.command("GETRANGE")
                .summary("Gives the bytes of a key's string from one place to another, both included.")
                .since("2.4.0")
                .complexity("O(N) in the number of bytes that are given")
                .takes(key(), whole("start"), whole("end"))
                .reads()
                .example("SET greeting \"hello world\"", "OK")
                .example("GETRANGE greeting 0 4", "\"hello\"")
                .example("GETRANGE greeting -5 -1", "\"world\"")
                .runs(StringPartCommands::getrange);

        FAMILY.command("SUBSTR")
                .summary("The older name of GETRANGE.")
                .complexity("O(N) in the number of bytes that are given")
                .takes(key(), whole("start"), whole("end"))
                .reads()
                .example("SET greeting \"hello world\"", "OK")
                .example("SUBSTR greeting 6 -1", "\"world\"")
                .runs(StringPartCommands::getrange);
    }

    private static Reply getrange(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long start = arguments.whole();
        long end = arguments.whole();
        Blob blob = StringValue.find(keyspace, key);
        if (blob == null) {
            return EMPTY;
        }
        long length = blob.length();
        if (start < 0 && end < 0 && start > end) {
            return EMPTY;
        }
        long from = start < 0 ? Math.max(0, start + length) : start;
        long to = Math.min(length - 1, end < 0 ? Math.max(0, end + length) : end);
        return from > to ? EMPTY : new Reply.Bytes(blob.read(from, (int) (to - from + 1)));
    }

    static {
        FAMILY.command("SETRANGE")
                .summary("Writes bytes over a key's string from a place on, with zeros before it where it was shorter.")
                .since("2.2.0")
                .complexity("O(1) for each byte that is written or added")
                .takes(key(), whole("offset"), bytes("value"))
                .writes()
                .mayGrow()
                .example("SET greeting \"hello world\"", "OK")
                .example("SETRANGE greeting 6 there", "(integer) 11")
                .example("GET greeting", "\"hello there\"")
                .runs(StringPartCommands::setrange);
    }

    private static Reply setrange(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long offset = arguments.whole();
        byte[] value = arguments.bytes();
        if (offset < 0) {
            throw new CommandError("ERR offset is out of range");
        }
        Blob blob = StringValue.find(keyspace, key);
        long length = blob == null ? 0 : blob.length();
        if (value.length == 0) {
            return Reply.whole(length);
        }
        StringValue.checkLength(offset + value.length);
        StringValue.write(keyspace, key, blob, offset, value);
        keyspace.event(EventClass.STRING, "setrange", key);
        return Reply.whole(Math.max(length, offset + value.length));
    }
}
