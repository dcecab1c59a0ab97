package io.larder.type;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.counted;
import static io.larder.command.Argument.either;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.type.ElementList.End;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists: elements in the order in which they were put, at either end.
 *
 * @see <a href="https://redis.io/docs/latest/commands/?group=list">List commands</a>
 */
final class ListCommands {

    /** The rows. */
    static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.LIST);

    private static final CommandError NO_INDEX = new CommandError("ERR index out of range");
    private static final CommandError NO_RANK = new CommandError("ERR RANK can't be zero: use 1 to start from the first"
            + " match, 2 from the second ... or use negative to start from the end of the list");
    private static final CommandError NEGATIVE_COUNT = new CommandError("ERR COUNT can't be negative");
    private static final CommandError NEGATIVE_LENGTH = new CommandError("ERR MAXLEN can't be negative");

    private ListCommands() {}

    static {
        FAMILY.command("LPUSH")
                .summary("Puts elements before the first of a list, one after the other, and gives its length.")
                .complexity("O(log(N)) for each element, N being the length of the list")
                .takes(key(), many(bytes("element")))
                .writes()
                .mayGrow()
                .fast()
                .example("LPUSH tasks write test", "(integer) 2")
                .example("LRANGE tasks 0 -1", "1) \"test\"\n2) \"write\"")
                .runs(ListCommands::lpush);
    }

    private static Reply lpush(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        return push(keyspace, key, ElementList.open(keyspace, key), End.LEFT, arguments);
    }

    static {
        FAMILY.command("RPUSH")
                .summary("Puts elements after the last of a list, one after the other, and gives its length.")
                .complexity("O(log(N)) for each element, N being the length of the list")
                .takes(key(), many(bytes("element")))
                .writes()
                .mayGrow()
                .fast()
                .example("RPUSH tasks write test", "(integer) 2")
                .example("LRANGE tasks 0 -1", "1) \"write\"\n2) \"test\"")
                .runs(ListCommands::rpush);
    }

    private static Reply rpush(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        return push(keyspace, key, ElementList.open(keyspace, key), End.RIGHT, arguments);
    }

    static {
        FAMILY.command("LPUSHX")
                .summary("Puts elements before the first of a list, if there is one.")
                .since("2.2.0")
                .complexity("O(log(N)) for each element, N being the length of the list")
                .takes(key(), many(bytes("element")))
                .writes()
                .mayGrow()
                .fast()
                .example("LPUSHX tasks write", "(integer) 0")
                .example("RPUSH tasks write", "(integer) 1")
                .example("LPUSHX tasks think", "(integer) 2")
                .runs(ListCommands::lpushX);
    }

    private static Reply lpushX(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        ElementList list = ElementList.find(keyspace, key);
        return list == null ? Reply.ZERO : push(keyspace, key, list, End.LEFT, arguments);
    }

    static {
        FAMILY.command("RPUSHX")
                .summary("Puts elements after the last of a list, if there is one.")
                .since("2.2.0")
                .complexity("O(log(N)) for each element, N being the length of the list")
                .takes(key(), many(bytes("element")))
                .writes()
                .mayGrow()
                .fast()
                .example("RPUSHX tasks write", "(integer) 0")
                .example("RPUSH tasks write", "(integer) 1")
                .example("RPUSHX tasks test", "(integer) 2")
                .runs(ListCommands::rpushX);
    }

    private static Reply rpushX(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        ElementList list = ElementList.find(keyspace, key);
        return list == null ? Reply.ZERO : push(keyspace, key, list, End.RIGHT, arguments);
    }

    private static Reply push(Keyspace keyspace, byte[] key, ElementList list, End end, Arguments arguments) {
        while (arguments.more()) {
            list.push(end, arguments.bytes());
        }
        keyspace.event(EventClass.LIST, end.pushed(), key);
        return Reply.whole(list.size());
    }

    static {
        FAMILY.command("LPOP")
                .summary("Takes the first element, or the first few, out of a list.")
                .complexity("O(C+log(N)), C being the count and N the length of the list")
                .takes(key(), maybe(whole("count")))
                .writes()
                .fast()
                .example("RPUSH tasks think write test", "(integer) 3")
                .example("LPOP tasks", "\"think\"")
                .example("LPOP tasks 5", "1) \"write\"\n2) \"test\"")
                .runs(ListCommands::lpop);
    }

    private static Reply lpop(Keyspace keyspace, Arguments arguments) {
        return pop(keyspace, End.LEFT, arguments, "lpop");
    }

    static {
        FAMILY.command("RPOP")
                .summary("Takes the last element, or the last few, out of a list, the last one first.")
                .complexity("O(C+log(N)), C being the count and N the length of the list")
                .takes(key(), maybe(whole("count")))
                .writes()
                .fast()
                .example("RPUSH tasks think write test", "(integer) 3")
                .example("RPOP tasks", "\"test\"")
                .example("RPOP tasks 5", "1) \"write\"\n2) \"think\"")
                .runs(ListCommands::rpop);
    }

    private static Reply rpop(Keyspace keyspace, Arguments arguments) {
        return pop(keyspace, End.RIGHT, arguments, "rpop");
    }

    private static Reply pop(Keyspace keyspace, End end, Arguments arguments, String name) {
        byte[] key = arguments.key();
        if (arguments.left() > 1) {
            throw CommandError.wrongNumber(name);
        }
        boolean counted = arguments.more();
        long count = counted ? Counts.taken(arguments) : 1;
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            return counted ? Reply.NIL_MANY : Reply.NIL;
        }
        if (count == 0) {
            return Reply.NONE;
        }
        if (counted) {
            return new Reply.Many(pop(keyspace, key, list, end, count));
        }
        Reply element = new Reply.Bytes(list.peek(end));
        list.drop(end);
        keyspace.event(EventClass.LIST, end.popped(), key);
        return element;
    }

    private static List<Reply> pop(Keyspace keyspace, byte[] key, ElementList list, End end, long count) {
        List<Reply> elements = list.pop(end, count);
        keyspace.event(EventClass.LIST, end.popped(), key);
        return elements;
    }

    static {
        FAMILY.command("LMPOP")
                .summary("Takes elements out of the first of several lists that has any.")
                .since("7.0.0")
                .complexity("O(K+C+log(N)), K being the number of keys, C the count and N the length of the list")
                .takes(counted("numkeys"), either("where", "LEFT", "RIGHT"), option("COUNT", whole("count")))
                .writes()
                .example("RPUSH later think write test", "(integer) 3")
                .example("LMPOP 2 now later LEFT COUNT 2", "1) \"later\"\n2) 1) \"think\"\n   2) \"write\"")
                .runs(ListCommands::lmpop);
    }

    private static Reply lmpop(Keyspace keyspace, Arguments arguments) {
        List<byte[]> keys = Counts.keys(arguments, CommandError.SYNTAX);
        End end = end(arguments);
        long count = Counts.popped(arguments);
        for (byte[] key : keys) {
            ElementList list = ElementList.find(keyspace, key);
            if (list != null) {
                return Reply.many(new Reply.Bytes(key), new Reply.Many(pop(keyspace, key, list, end, count)));
            }
        }
        return Reply.NIL_MANY;
    }

    private static End end(Arguments arguments) {
        if (arguments.flag("LEFT")) {
            return End.LEFT;
        }
        if (arguments.flag("RIGHT")) {
            return End.RIGHT;
        }
        throw CommandError.SYNTAX;
    }

    static {
        FAMILY.command("LLEN")
                .summary("Gives the length of a list.")
                .complexity("O(1)")
                .takes(key())
                .reads()
                .fast()
                .example("RPUSH tasks write test", "(integer) 2")
                .example("LLEN tasks", "(integer) 2")
                .runs(ListCommands::llen);
    }

    private static Reply llen(Keyspace keyspace, Arguments arguments) {
        ElementList list = ElementList.find(keyspace, arguments.key());
        return list == null ? Reply.ZERO : Reply.whole(list.size());
    }

    static {
        FAMILY.command("LINDEX")
                .summary("Gives the element at an index from 0, or from -1 back from the end.")
                .complexity("O(log(N)), N being the length of the list")
                .takes(key(), whole("index"))
                .reads()
                .example("RPUSH tasks think write test", "(integer) 3")
                .example("LINDEX tasks -1", "\"test\"")
                .example("LINDEX tasks 3", "(nil)")
                .runs(ListCommands::lindex);
    }

    private static Reply lindex(Keyspace keyspace, Arguments arguments) {
        ElementList list = ElementList.find(keyspace, arguments.key());
        if (list == null) {
            return Reply.NIL;
        }
        long position = list.position(arguments.whole());
        return position < 0 ? Reply.NIL : new Reply.Bytes(list.tree().valueAt(position));
    }

    static {
        FAMILY.command("LRANGE")
                .summary("Gives the elements from one index to another, both included.")
                .complexity("O(C+log(N)), C being the number of elements given and N the length of the list")
                .takes(key(), whole("start"), whole("stop"))
                .reads()
                .example("RPUSH tasks think write test", "(integer) 3")
                .example("LRANGE tasks 1 -1", "1) \"write\"\n2) \"test\"")
                .runs(ListCommands::lrange);
    }

    private static Reply lrange(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long start = arguments.whole();
        long stop = arguments.whole();
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            return Reply.NONE;
        }
        IndexRange range = IndexRange.of(start, stop, list.size());
        return new Reply.Many(list.range(range.from(), range.length()));
    }

    static {
        FAMILY.command("LSET")
                .summary("Replaces the element at an index.")
                .complexity("O(log(N)), N being the length of the list")
                .takes(key(), whole("index"), bytes("element"))
                .writes()
                .mayGrow()
                .example("RPUSH tasks write test", "(integer) 2")
                .example("LSET tasks -1 ship", "OK")
                .example("LINDEX tasks 1", "\"ship\"")
                .runs(ListCommands::lset);
    }

    private static Reply lset(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            throw CommandError.NO_SUCH_KEY;
        }
        long position = list.position(arguments.whole());
        if (position < 0) {
            throw NO_INDEX;
        }
        list.tree().set(position, arguments.bytes());
        keyspace.event(EventClass.LIST, "lset", key);
        return Reply.OK;
    }

    static {
        FAMILY.command("LINSERT")
                .summary("Puts an element beside the first one that equals another, and gives the length of the list.")
                .since("2.2.0")
                .complexity("O(P+log(N)), P being the position of the other element and N the length of the list")
                .takes(key(), either("where", "BEFORE", "AFTER"), bytes("pivot"), bytes("element"))
                .writes()
                .mayGrow()
                .example("RPUSH tasks think test", "(integer) 2")
                .example("LINSERT tasks BEFORE test write", "(integer) 3")
                .example("LINSERT tasks AFTER sleep wake", "(integer) -1")
                .runs(ListCommands::linsert);
    }

    private static Reply linsert(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        boolean after = arguments.flag("AFTER");
        if (!after && !arguments.flag("BEFORE")) {
            throw CommandError.SYNTAX;
        }
        byte[] pivot = arguments.bytes();
        byte[] element = arguments.bytes();
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            return Reply.ZERO;
        }
        ElementList.Positions found = list.find(pivot, End.LEFT, 0, 1, Long.MAX_VALUE);
        if (found.size() == 0) {
            return Reply.whole(-1);
        }
        list.tree().insert(found.get(0) + (after ? 1 : 0), element);
        keyspace.event(EventClass.LIST, "linsert", key);
        return Reply.whole(list.size());
    }

    static {
        FAMILY.command("LREM")
                .summary("Takes out elements that equal one: the first few, the last few if negative, or all if 0.")
                .complexity("O(N+M*log(N)), N being the length of the list and M the number of elements taken out")
                .takes(key(), whole("count"), bytes("element"))
                .writes()
                .example("RPUSH tasks test write test", "(integer) 3")
                .example("LREM tasks -1 test", "(integer) 1")
                .example("LRANGE tasks 0 -1", "1) \"test\"\n2) \"write\"")
                .runs(ListCommands::lrem);
    }

    private static Reply lrem(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long count = arguments.whole();
        byte[] element = arguments.bytes();
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            return Reply.ZERO;
        }
        // The magnitude of the least integer is none: it stays negative, and means all as well as any other that large.
        long most = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
        ElementList.Positions found = list.find(element, count < 0 ? End.RIGHT : End.LEFT, 0, most, Long.MAX_VALUE);
        list.remove(found);
        if (found.size() > 0) {
            keyspace.event(EventClass.LIST, "lrem", key);
        }
        return Reply.whole(found.size());
    }

    static {
        FAMILY.command("LTRIM")
                .summary("Takes out all elements but those from one index to another, both included.")
                .complexity("O(M+log(N)), M being the number of elements taken out and N the length of the list")
                .takes(key(), whole("start"), whole("stop"))
                .writes()
                .example("RPUSH log a b c d", "(integer) 4")
                .example("LTRIM log -2 -1", "OK")
                .example("LRANGE log 0 -1", "1) \"c\"\n2) \"d\"")
                .runs(ListCommands::ltrim);
    }

    private static Reply ltrim(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        long start = arguments.whole();
        long stop = arguments.whole();
        ElementList list = ElementList.find(keyspace, key);
        if (list != null) {
            IndexRange kept = IndexRange.of(start, stop, list.size());
            if (!kept.empty()) {
                list.tree().removeRange(kept.to(), list.size());
                list.tree().removeRange(0, kept.from());
            }
            keyspace.event(EventClass.LIST, "ltrim", key);
            if (kept.empty()) {
                keyspace.remove(key);
            }
        }
        return Reply.OK;
    }

    static {
        FAMILY.command("LPOS")
                .summary("Finds the positions of elements that equal one.")
                .since("6.0.6")
                .complexity("O(N), N being the number of elements looked at")
                .takes(
                        key(),
                        bytes("element"),
                        option("RANK", whole("rank")),
                        option("COUNT", whole("num-matches")),
                        option("MAXLEN", whole("len")))
                .reads()
                .example("RPUSH letters a b c b", "(integer) 4")
                .example("LPOS letters b", "(integer) 1")
                .example("LPOS letters b RANK -1 COUNT 0", "1) (integer) 3\n2) (integer) 1")
                .runs(ListCommands::lpos);
    }

    private static Reply lpos(Keyspace keyspace, Arguments arguments) {
        byte[] key = arguments.key();
        byte[] element = arguments.bytes();
        long rank = 1;
        long count = -1;
        long length = 0;
        while (arguments.more()) {
            if (arguments.option("RANK")) {
                rank = arguments.whole();
                if (rank == 0) {
                    throw NO_RANK;
                }
            } else if (arguments.option("COUNT")) {
                count = arguments.count(NEGATIVE_COUNT);
            } else if (arguments.option("MAXLEN")) {
                length = arguments.count(NEGATIVE_LENGTH);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        ElementList list = ElementList.find(keyspace, key);
        if (list == null) {
            return count < 0 ? Reply.NIL : Reply.NONE;
        }
        // The least integer has no magnitude: Redis begins at the end then, and leaves out none.
        ElementList.Positions found = list.find(
                element,
                rank < 0 ? End.RIGHT : End.LEFT,
                rank == Long.MIN_VALUE ? 0 : Math.abs(rank) - 1,
                count < 0 ? 1 : unlessZero(count),
                unlessZero(length));
        if (count < 0) {
            return found.size() == 0 ? Reply.NIL : Reply.whole(found.get(0));
        }
        List<Reply> positions = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            positions.add(Reply.whole(found.get(i)));
        }
        return new Reply.Many(positions);
    }

    private static long unlessZero(long limit) {
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    static {
        FAMILY.command("LMOVE")
                .summary("Moves the element at one end of a list to an end of another or the same, and gives it.")
                .since("6.2.0")
                .complexity("O(log(N)), N being the length of the longer list")
                .takes(
                        key("source"),
                        key("destination"),
                        either("wherefrom", "LEFT", "RIGHT"),
                        either("whereto", "LEFT", "RIGHT"))
                .writes()
                .mayGrow()
                .example("RPUSH todo write test", "(integer) 2")
                .example("LMOVE todo doing LEFT RIGHT", "\"write\"")
                .example("LRANGE doing 0 -1", "1) \"write\"")
                .runs(ListCommands::lmove);
    }

    private static Reply lmove(Keyspace keyspace, Arguments arguments) {
        byte[] source = arguments.key();
        byte[] destination = arguments.key();
        End from = end(arguments);
        End to = end(arguments);
        return move(keyspace, source, destination, from, to);
    }

    static {
        FAMILY.command("RPOPLPUSH")
                .summary("Takes the last element of a list, puts it before the first of another, and gives it.")
                .since("1.2.0")
                .complexity("O(log(N)), N being the length of the longer list")
                .takes(key("source"), key("destination"))
                .writes()
                .mayGrow()
                .example("RPUSH todo write test", "(integer) 2")
                .example("RPOPLPUSH todo doing", "\"test\"")
                .runs(ListCommands::rpopLpush);
    }

    private static Reply rpopLpush(Keyspace keyspace, Arguments arguments) {
        byte[] source = arguments.key();
        byte[] destination = arguments.key();
        return move(keyspace, source, destination, End.RIGHT, End.LEFT);
    }

    /** Pushes before it drops: a list of one element that is moved within itself is never empty. */
    private static Reply move(Keyspace keyspace, byte[] source, byte[] destination, End from, End to) {
        ElementList list = ElementList.find(keyspace, source);
        if (list == null) {
            return Reply.NIL;
        }
        byte[] element = list.peek(from);
        boolean same = java.util.Arrays.equals(source, destination);
        (same ? list : ElementList.open(keyspace, destination)).push(to, element);
        list.drop(from);
        keyspace.event(EventClass.LIST, to.pushed(), destination);
        keyspace.event(EventClass.LIST, from.popped(), source);
        return new Reply.Bytes(element);
    }
}
