package io.larder.type;

import io.larder.command.Family;
import io.larder.keyspace.Keyspace;
import java.util.List;

/** All commands on data. */
public final class DataCommands {

    private DataCommands() {}

    /** The families, a line for each file. */
    public static List<Family<Keyspace>> families() {
        return List.of(
                KeyCommands.FAMILY,
                ExpireCommands.FAMILY,
                ScanCommands.FAMILY,
                ObjectCommands.FAMILY,
                MemoryCommands.FAMILY,
                SortCommands.FAMILY,
                ServerCommands.FAMILY,
                StringCommands.FAMILY,
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
