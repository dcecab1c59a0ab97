package io.larder.contract;

import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Family;
import io.larder.command.IntrospectionCommands;
import io.larder.command.TransactionCommands;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;

/** All rows that contracts are held against. */
public final class Tables {

    private Tables() {}

    /** A new table, with nothing bound. */
    public static CommandTable all() {
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(new LeaderboardCommands().family());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.add(IntrospectionCommands.FAMILY);
        return new CommandTable(families);
    }
}
