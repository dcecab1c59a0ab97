package io.larder.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.Keyspace;
import io.larder.monitoring.Information;
import io.larder.monitoring.Latencies;
import io.larder.monitoring.MonitoringFamilies;
import io.larder.monitoring.SlowLog;
import io.larder.monitoring.Statistics;
import io.larder.type.DataCommands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SLOWLOG GET against a real Redis that, like Larder, takes every command for slow. */
@Tag("real-parts")
class SlowLogOracleTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final List<String> DONE = List.of(
            "SET key value",
            "SET key " + "v".repeat(128),
            "SET key " + "v".repeat(129),
            "DEL" + " a".repeat(31),
            "DEL" + " a".repeat(32),
            "MGET" + (" " + "k".repeat(200)).repeat(100),
            "LPUSH key x",
            "get \"\\x00\\xff\"");

    private final EmbeddedEngine engine = EmbeddedEngines.fresh(Clock.SYSTEM);
    private final Session session = new Session(new Caller("test", true), true);
    private final Dispatcher dispatcher = dispatcher();

    private Dispatcher dispatcher() {
        SlowLog slowLog = new SlowLog(Clock.SYSTEM, 0, 6);
        List<Family<?>> families = new ArrayList<>(DataCommands.families());
        families.addAll(
                MonitoringFamilies.of(new Information(), new Statistics(), slowLog, new Latencies(Clock.SYSTEM, 0)));
        Dispatcher made = new Dispatcher(new CommandTable(families).bind(Keyspace.class, engine), call -> null, engine);
        made.observe(slowLog);
        return made;
    }

    private Reply send(String line) {
        return dispatcher.call(session, Words.of(line), Effort.FULL);
    }

    @Test
    void keepsWhatRedisKeeps() {
        REDIS.send(1, Words.of("CONFIG SET slowlog-max-len 6"));
        REDIS.send(1, Words.of("CONFIG SET slowlog-log-slower-than 0"));
        REDIS.send(1, Words.of("SLOWLOG RESET"));
        send("SLOWLOG RESET");
        for (String line : DONE) {
            REDIS.send(1, Words.of(line));
            send(line);
        }
        List<Reply> theirs = items(REDIS.send(1, Words.of("SLOWLOG GET -1")));
        List<Reply> ours = items(send("SLOWLOG GET -1"));
        assertEquals(6, ours.size());
        assertEquals(theirs.size(), ours.size());
        long apart = id(theirs.get(0)) - id(ours.get(0));
        for (int i = 0; i < ours.size(); i++) {
            List<Reply> their = items(theirs.get(i));
            // Ours have the request's id besides.
            List<Reply> our = items(ours.get(i)).subList(0, their.size());
            assertEquals(
                    their.stream().map(Object::getClass).toList(),
                    our.stream().map(Object::getClass).toList());
            assertEquals(apart, id(theirs.get(i)) - id(ours.get(i)));
            assertTrue(Math.abs(whole(their.get(1)) - whole(our.get(1))) <= 10, "seconds");
            assertEquals(Printed.of(their.get(3)), Printed.of(our.get(3)));
        }
        assertEquals(
                items(REDIS.send(1, Words.of("SLOWLOG GET 2"))).size(),
                items(send("SLOWLOG GET 2")).size());
    }

    private static List<Reply> items(Reply reply) {
        return ((Reply.Many) reply).items();
    }

    private static long id(Reply entry) {
        return whole(items(entry).get(0));
    }

    private static long whole(Reply number) {
        return ((Reply.Whole) number).value();
    }
}
