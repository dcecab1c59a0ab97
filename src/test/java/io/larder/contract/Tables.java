package io.larder.contract;

import io.larder.command.Call;
import io.larder.command.CommandTable;
import io.larder.command.ConnectionCommands;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.IntrospectionCommands;
import io.larder.command.Reply;
import io.larder.command.TransactionCommands;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.monitoring.Information;
import io.larder.monitoring.Information.Section;
import io.larder.monitoring.InformationCommands;
import io.larder.monitoring.Statistics;
import io.larder.pubsub.ChannelCommands;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.PublishCommands;
import io.larder.pubsub.SubscribeCommands;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;

/** All rows that contracts are held against. */
public final class Tables {

    private Tables() {}

    /** A new table, with nothing bound, for what does not listen to channels. */
    public static CommandTable all() {
        return all(new ChannelRegistry(Tables::none, Clock.SYSTEM, ChannelRules.NONE));
    }

    private static Reply none(Call<Keyspace> call, Effort effort) {
        throw new IllegalStateException("this table has no engine");
    }

    /** A new table, with nothing bound. */
    public static CommandTable all(ChannelRegistry channels) {
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.add(ConnectionCommands.FAMILY);
        families.add(TransactionCommands.FAMILY);
        families.add(IntrospectionCommands.FAMILY);
        Information information = new Information().add(Section.CLUSTER, fields -> fields.put("cluster_enabled", 0));
        families.add(new InformationCommands(information, new Statistics()).family());
        families.add(new PublishCommands(channels).family());
        families.add(new SubscribeCommands(channels).family());
        families.add(new ChannelCommands(channels).family());
        return new CommandTable(families);
    }
}
