package io.larder.service;

import io.larder.command.CommandError;
import io.larder.command.CommandTable;
import io.larder.command.ConfigCommands;
import io.larder.command.ConnectionCommands;
import io.larder.command.Dispatcher;
import io.larder.command.Family;
import io.larder.command.Gate;
import io.larder.command.IntrospectionCommands;
import io.larder.command.Setting;
import io.larder.command.Settings;
import io.larder.command.TransactionCommands;
import io.larder.door.codec.FrontDesk;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.Limits;
import io.larder.door.http.Admission;
import io.larder.door.http.AfterStart;
import io.larder.door.http.EventStreams;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.LeaderboardCommands;
import io.larder.monitoring.Information;
import io.larder.monitoring.Latencies;
import io.larder.monitoring.MonitoringFamilies;
import io.larder.monitoring.SlowLog;
import io.larder.monitoring.Statistics;
import io.larder.pubsub.ChannelFamilies;
import io.larder.pubsub.ChannelRegistry;
import io.larder.pubsub.ChannelRules;
import io.larder.pubsub.MonitorCommands;
import io.larder.pubsub.Notifications;
import io.larder.security.Audit;
import io.larder.security.JsonWebTokens;
import io.larder.security.Tokens;
import io.larder.type.DataCommands;
import io.micrometer.core.instrument.Gauge;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the parts that every door shares: the engine, the table of commands, the dispatcher, who may come in, and what
 * a request may cost.
 */
@Singleton
final class Wiring {

    private static final int MOST_BYTES = 1 << 30;

    /**
     * What requests may hold of the heap where nothing else is said: a quarter, as each of them is copied while it
     * grows.
     */
    private static final int SHARE_OF_HEAP = 4;

    @Produces
    @Singleton
    EmbeddedEngine engine(LarderConfig config, Opening opening) {
        try {
            EmbeddedEngine engine =
                    EmbeddedEngine.open(config.dataDir(), config.memory().max().asLongValue(), Clock.SYSTEM, opening);
            engine.evictionPolicy(config.memory().policy());
            return engine;
        } catch (IOException e) {
            // Without its cause: the message is for the operator, who would else get a stack trace as well.
            throw new ConfigurationException("Larder does not start. "
                    + (e instanceof FileSystemException
                            ? "The data directory " + config.dataDir() + " (larder.data-dir) cannot be used: " + e
                            : e.getMessage()));
        }
    }

    void close(@Disposes EmbeddedEngine engine) throws IOException {
        engine.close();
    }

    @Produces
    @Singleton
    ChannelRules channelRules(LarderConfig config) {
        return ChannelConfig.rules(config.channels());
    }

    @Produces
    @Singleton
    ChannelRegistry channels(EmbeddedEngine engine, ChannelRules rules) {
        return new ChannelRegistry(engine, Clock.SYSTEM, rules);
    }

    private static Setting evictionPolicy(EmbeddedEngine engine) {
        return new Setting("maxmemory-policy", () -> engine.evictionPolicy().label(), label -> {
            EvictionPolicy policy = EvictionPolicy.of(label);
            return () -> engine.evictionPolicy(policy);
        });
    }

    @Produces
    @Singleton
    Settings settings(
            EmbeddedEngine engine,
            ChannelRegistry channels,
            SlowLog slowLog,
            Latencies latencies,
            LarderConfig config) {
        Setting notify = new Notifications(channels, engine::listen).setting();
        List<Setting> all = new ArrayList<>(slowLog.settings());
        all.add(latencies.setting());
        all.add(notify);
        all.add(Setting.fixed("databases", 1));
        all.add(Setting.fixed("maxmemory", config.memory().max().asLongValue()));
        all.add(evictionPolicy(engine));
        Settings settings = new Settings(all.toArray(Setting[]::new));
        try {
            settings.change(List.of(notify.name(), config.notifyKeyspaceEvents().orElse("")));
        } catch (CommandError e) {
            throw new ConfigurationException("Larder does not start: " + e.text() + " (larder.notify-keyspace-events)");
        }
        return settings;
    }

    @Produces
    @Singleton
    Dispatcher dispatcher(
            EmbeddedEngine engine,
            ChannelRegistry channels,
            Settings settings,
            Statistics statistics,
            SlowLog slowLog,
            Latencies latencies,
            Information information,
            Gate gate,
            Audit audit,
            AfterStart afterStart) {
        MonitorCommands monitor = new MonitorCommands(Clock.SYSTEM);
        // What a first request is likely to be.
        List<Family<?>> first = new ArrayList<>(DataCommands.first());
        first.add(ConnectionCommands.FAMILY);
        CommandTable table = new CommandTable(first, () -> {
                    List<Family<?>> families = new ArrayList<>(DataCommands.rest());
                    families.add(new LeaderboardCommands().family());
                    families.addAll(MonitoringFamilies.of(information, statistics, slowLog, latencies));
                    families.add(TransactionCommands.FAMILY);
                    families.add(IntrospectionCommands.FAMILY);
                    families.add(ConfigCommands.FAMILY);
                    families.addAll(ChannelFamilies.of(channels, monitor));
                    return families;
                })
                .bind(Keyspace.class, engine)
                .bind(Settings.class, (call, effort) -> call.on(settings));
        afterStart.add(table::complete);
        Dispatcher dispatcher = new Dispatcher(table, gate, engine);
        dispatcher.observe(statistics);
        dispatcher.observe(audit);
        dispatcher.observe(slowLog);
        dispatcher.observe(latencies);
        engine.watch(latencies);
        monitor.observe(dispatcher);
        return dispatcher;
    }

    @Produces
    @Singleton
    Tokens tokens(LarderConfig config, Vertx vertx) {
        TokenFiles files = new TokenFiles(config.auth());
        Tokens tokens = files.open();
        files.watch(vertx, tokens);
        return tokens;
    }

    @Produces
    @Singleton
    Admission admission(FrontDesk desk, JsonWebTokens signed, LarderConfig config) {
        return new Admission(desk, signed, config.auth().openToNetwork());
    }

    @Produces
    @Singleton
    Limits limits(LarderConfig config) {
        LarderConfig.Http http = config.http();
        return new Limits(
                bytes("larder.http.max-body", http.maxBody()),
                bytes("larder.http.max-answer", http.maxAnswer()),
                atLeastOne("larder.http.max-commands", http.maxCommands()),
                atLeastOne("larder.http.max-arguments", http.maxArguments()),
                atLeastOne("larder.http.body-timeout", http.bodyTimeout().toMillis()));
    }

    @Produces
    @Singleton
    EventStreams eventStreams(Vertx vertx, Tokens tokens, LarderConfig config) {
        LarderConfig.Streams streams = config.http().streams();
        return new EventStreams(
                vertx,
                tokens,
                atLeastOne("larder.http.streams.max", streams.max()),
                bytes("larder.http.streams.max-queue", streams.maxQueue()),
                atLeastOne("larder.http.streams.beat", streams.beat().toMillis()));
    }

    @Produces
    @Singleton
    InFlight inFlight(LarderConfig config) {
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        return new InFlight(atLeastOne(
                "larder.http.max-in-flight",
                config.http().maxInFlight().map(MemorySize::asLongValue).orElse(share)));
    }

    /** The engine is asked for when somebody reads the figures, as it must not be opened before all is checked. */
    @Produces
    @Singleton
    Meters memory(LarderConfig config, Instance<EmbeddedEngine> engine, InFlight inFlight) {
        return registry -> {
            Gauge.builder("larder.memory.used", engine, opened -> opened.get().usedBytes())
                    .baseUnit("bytes")
                    .description("Bytes of keys and values")
                    .register(registry);
            Gauge.builder("larder.memory.max", config, all -> all.memory().max().asLongValue())
                    .baseUnit("bytes")
                    .description("The most bytes of keys and values")
                    .register(registry);
            Gauge.builder("larder.memory.evicts", engine, opened -> evicts(opened.get()) ? 1 : 0)
                    .description("Whether keys make room for others when that is reached: 1 or 0")
                    .register(registry);
            Gauge.builder("larder.http.in.flight", inFlight, InFlight::used)
                    .baseUnit("bytes")
                    .description("Bytes that large requests and answers hold on the heap")
                    .register(registry);
            Gauge.builder("larder.http.in.flight.max", inFlight, InFlight::total)
                    .baseUnit("bytes")
                    .description("The most bytes that large requests and answers may hold on the heap")
                    .register(registry);
        };
    }

    private static boolean evicts(EmbeddedEngine engine) {
        return engine.evictionPolicy() != EvictionPolicy.NOEVICTION;
    }

    static int bytes(String name, MemorySize size) {
        BigInteger value = size.asBigInteger();
        if (value.signum() <= 0 || value.compareTo(BigInteger.valueOf(MOST_BYTES)) > 0) {
            throw new ConfigurationException(name + " must be 1 byte to 1G, not " + value);
        }
        return value.intValueExact();
    }

    static <N extends Number> N atLeastOne(String name, N value) {
        if (value.longValue() < 1) {
            throw new ConfigurationException(name + " must be positive, not " + value);
        }
        return value;
    }
}
