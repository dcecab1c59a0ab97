package io.larder.type;

import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Blob;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * The longest common subsequence of two strings.
 *
 * @see <a href="https://redis.io/docs/latest/commands/lcs/">LCS</a>
 */
final class LcsCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.STRING);

    /** The most pairs of bytes that are compared, a bit of memory and about two nanoseconds each. */
    private static final long MOST_PAIRS = 1L << 30;

    private LcsCommands() {}

    static {
        FAMILY.command("LCS")
                .summary("Finds the longest common subsequence of two strings.")
                .since("7.0.0")
                .complexity("O(N*M) in the lengths of the strings")
                .takes(
                        key("key1"),
                        key("key2"),
                        flag("LEN"),
                        flag("IDX"),
                        option("MINMATCHLEN", whole("len")),
                        flag("WITHMATCHLEN"))
                .reads()
                .flag(Flag.LONG)
                .example("MSET a ohmytext b mynewtext", "OK")
                .example("LCS a b", "\"mytext\"")
                .example("LCS a b LEN", "(integer) 6")
                .runs(LcsCommands::lcs);
    }

    private static Reply lcs(Keyspace keyspace, Arguments arguments) {
        byte[] a = value(keyspace, arguments.key());
        byte[] b = value(keyspace, arguments.key());
        boolean length = false;
        boolean places = false;
        boolean lengths = false;
        long least = 0;
        while (arguments.more()) {
            if (arguments.flag("LEN")) {
                length = true;
            } else if (arguments.flag("IDX")) {
                places = true;
            } else if (arguments.flag("WITHMATCHLEN")) {
                lengths = true;
            } else if (arguments.option("MINMATCHLEN")) {
                least = arguments.whole();
            } else {
                throw CommandError.SYNTAX;
            }
        }
        if (length && places) {
            throw new CommandError("ERR If you want both the length and indexes, please just use IDX.");
        }
        if (CommonSubsequence.pairs(a, b) > MOST_PAIRS) {
            throw new CommandError("ERR Insufficient memory, failed allocating transient memory for LCS");
        }
        if (length) {
            return Reply.whole(new CommonSubsequence(a, b, false).length());
        }
        CommonSubsequence common = new CommonSubsequence(a, b, true);
        return places ? places(common, least, lengths) : new Reply.Bytes(common.bytes());
    }

    private static byte[] value(Keyspace keyspace, byte[] key) {
        Entry entry = keyspace.find(key);
        if (entry != null && entry.kind() != Kind.STRING) {
            throw new CommandError("ERR The specified keys must contain string values");
        }
        Blob blob = entry == null ? null : entry.blob();
        return blob == null ? Tree.NOTHING : blob.all();
    }

    private static Reply places(CommonSubsequence common, long least, boolean lengths) {
        List<Reply> matches = new ArrayList<>();
        common.runs((a, b, length) -> {
            if (length >= least) {
                Reply inA = Reply.many(Reply.whole(a), Reply.whole(a + length - 1));
                Reply inB = Reply.many(Reply.whole(b), Reply.whole(b + length - 1));
                matches.add(lengths ? Reply.many(inA, inB, Reply.whole(length)) : Reply.many(inA, inB));
            }
        });
        return new Reply.Pairs(List.of(
                Reply.bytes("matches"), new Reply.Many(matches), Reply.bytes("len"), Reply.whole(common.length())));
    }
}
