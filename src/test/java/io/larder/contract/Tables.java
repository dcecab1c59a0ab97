package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.CommandTable;
import io.larder.command.ConfigCommands;
import io.larder.command.ConnectionCommands;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.IntrospectionCommands;
import io.larder.command.Reply;
import io.larder.command.TransactionCommands;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.monitoring.Information;
import io.larder.monitoring.Information.Section;
import io.larder.monitoring.Latencies;
import io.larder.monitoring.MonitoringFamilies;
import io.larder.monitoring.SlowLog;
import io.larder.monitoring.Statistics;
import io.larder.pubsub.ChannelFamilies;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.MonitorCommands;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;

/** All rows that contracts are held against. */
public final class Tables {

    private Tables() {}

    /** A new table, with nothing bound, for what does not listen to channels. */
    public static CommandTable all() {
        return all(
                new ChannelRegistry(Tables::none, Clock.SYSTEM, ChannelRules.NONE), new MonitorCommands(Clock.SYSTEM));
    }

    private static Reply none(Call<Keyspace> call, Effort effort) {
        throw new IllegalStateException("this table has no engine");
    }

    /** A new table, with nothing bound. */
    public static CommandTable all(ChannelRegistry channels, MonitorCommands monitor) {
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(new LeaderboardCommands().family());
        Information information = new Information().add(Section.CLUSTER, fields -> fields.put("cluster_enabled", 0));
        families.addAll(MonitoringFamilies.of(
                information, new Statistics(), new SlowLog(Clock.SYSTEM, -1, 0), new Latencies(Clock.SYSTEM, 0)));
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.add(IntrospectionCommands.FAMILY);
        families.add(ConfigCommands.FAMILY);
        families.addAll(ChannelFamilies.of(channels, monitor));
        return new CommandTable(families);
    }
}
