package io.larder.type;

import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.pattern;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.keyspace.Tree;
import java.util.List;

/**
 * SORT and SORT_RO: the elements of a list, set or sorted set in order, see {@link Sorting}.
 *
 * @see <a href="https://redis.io/docs/latest/commands/sort/">SORT</a>
 */
public final class SortCommands {

    /** The rows. */
    public static final Family<Keyspace> FAMILY = new Family<>(Keyspace.class, Group.GENERIC);

    private static final String COST = "O(N+M*log(M)) for N elements of which M are answered";
    private static final Argument BY = option("BY", pattern("by-pattern"));
    private static final Argument LIMIT = option("LIMIT", whole("offset"), whole("count"));
    private static final Argument GET = many(option("GET", pattern("get-pattern")));

    private SortCommands() {}

    static {
        FAMILY.command("SORT")
                .summary("Sorts the elements of a list, set or sorted set, and answers or stores them.")
                .complexity(COST)
                .takes(key(), BY, LIMIT, GET, oneOf("ASC", "DESC"), flag("ALPHA"), option("STORE", key("destination")))
                .category("@set")
                .category("@sortedset")
                .category("@list")
                .writes()
                .mayGrow()
                .flag(Flag.DANGEROUS)
                .flag(Flag.ANY_KEY)
                .flag(Flag.LONG)
                .example("RPUSH numbers 10 9 2", "(integer) 3")
                .example("SORT numbers", "1) \"2\"\n2) \"9\"\n3) \"10\"")
                .example("SORT numbers ALPHA DESC", "1) \"9\"\n2) \"2\"\n3) \"10\"")
                .example("SORT numbers LIMIT 0 1 STORE least", "(integer) 1")
                .runs(SortCommands::sort);
    }

    private static Reply sort(Keyspace keyspace, Arguments arguments) {
        Sorting sorting = Sorting.read(arguments, true);
        byte[] store = sorting.store();
        List<byte[]> sorted = sorting.run(keyspace);
        if (store == null) {
            return Reply.many(sorted);
        }
        if (sorted.isEmpty()) {
            keyspace.remove(store);
            return Reply.ZERO;
        }
        Tree list = keyspace.create(store, Kind.LIST).tree(0);
        for (byte[] element : sorted) {
            list.insert(list.size(), element == null ? Tree.NOTHING : element);
        }
        keyspace.event(EventClass.LIST, "sortstore", store);
        return Reply.whole(sorted.size());
    }

    static {
        FAMILY.command("SORT_RO")
                .summary("Sorts the elements of a list, set or sorted set, and answers them; never stores.")
                .since("7.0.0")
                .complexity(COST)
                .takes(key(), BY, LIMIT, GET, oneOf("ASC", "DESC"), flag("ALPHA"))
                .category("@set")
                .category("@sortedset")
                .category("@list")
                .reads()
                .flag(Flag.DANGEROUS)
                .flag(Flag.ANY_KEY)
                .flag(Flag.LONG)
                .example("SADD numbers 10 9 2", "(integer) 3")
                .example("MSET name_2 two name_9 nine", "OK")
                .example(
                        "SORT_RO numbers GET # GET name_*",
                        "1) \"2\"\n2) \"two\"\n3) \"9\"\n4) \"nine\"\n5) \"10\"\n6) (nil)")
                .runs(SortCommands::sortReadOnly);
    }

    private static Reply sortReadOnly(Keyspace keyspace, Arguments arguments) {
        return Reply.many(Sorting.read(arguments, false).run(keyspace));
    }
}
