package io.larder.contract;

import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Family;
import io.larder.command.IntrospectionCommands;
import io.larder.command.TransactionCommands;
import io.larder.monitoring.Information;
import io.larder.monitoring.Information.Section;
import io.larder.monitoring.InformationCommands;
import io.larder.monitoring.Statistics;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;

/** All rows that contracts are held against. */
public final class Tables {

    private Tables() {}

    /** A new table, with nothing bound. */
    public static CommandTable all() {
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.add(IntrospectionCommands.FAMILY);
        Information information = new Information().add(Section.CLUSTER, fields -> fields.put("cluster_enabled", 0));
        families.add(new InformationCommands(information, new Statistics()).family());
        return new CommandTable(families);
    }
}
