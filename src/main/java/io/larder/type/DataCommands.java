package io.larder.type;

import io.larder.command.Family;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;

/** All commands on data. */
public final class DataCommands {

    private DataCommands() {}

    /** All families. */
    public static List<Family<Keyspace>> families() {
        List<Family<Keyspace>> all = new ArrayList<>(first());
        all.addAll(rest());
        return all;
    }

    /** The one that most begin with. */
    public static List<Family<Keyspace>> first() {
        return List.of(StringCommands.FAMILY);
    }

    /** The others, a line for each file. */
    public static List<Family<Keyspace>> rest() {
        return List.of(
                KeyCommands.FAMILY,
                ExpireCommands.FAMILY,
                ScanCommands.FAMILY,
                ObjectCommands.FAMILY,
                MemoryCommands.FAMILY,
                SortCommands.FAMILY,
                ServerCommands.FAMILY,
                StringPartCommands.FAMILY,
                CounterCommands.FAMILY,
                LcsCommands.FAMILY,
                BitCommands.FAMILY,
                BitfieldCommands.FAMILY,
                HashCommands.FAMILY,
                ListCommands.FAMILY,
                SetCommands.FAMILY,
                SetAlgebraCommands.FAMILY,
                SortedSetCommands.FAMILY,
                SortedSetRangeCommands.FAMILY,
                SortedSetAlgebraCommands.FAMILY);
    }
}
