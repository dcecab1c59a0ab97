package io.larder.bench;

import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.engine.chronicle.EmbeddedEngine;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import io.larder.keyspace.Keyspace;
import io.larder.type.DataCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a GET in the engine costs when the use of keys is taken note of, and when not, in turns: nanoseconds a command,
 * the best of four parts of each turn. Arguments: an empty directory, keys, commands of a turn, turns.
 */
final class ReadCost {

    /** The time of the processor, as the machine may be busy. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ReadCost() {}

    public static void main(String[] arguments) throws Exception {
        int keys = Integer.parseInt(arguments[1]);
        int commands = Integer.parseInt(arguments[2]);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (EmbeddedEngine engine =
                EmbeddedEngine.open(Path.of(arguments[0]), keys * 200L + (1 << 20), Clock.SYSTEM)) {
            CommandTable table = new CommandTable(DataCommands.families()).bind(Keyspace.class, engine);
            Dispatcher dispatcher = new Dispatcher(table, call -> null, engine);
            Session session = new Session(new Caller("bench", true), true);
            byte[][] names = new byte[keys][];
            for (int i = 0; i < keys; i++) {
                names[i] = TraceReplay.key(i);
                dispatcher.call(
                        session,
                        new byte[][] {"SET".getBytes(StandardCharsets.US_ASCII), names[i], new byte[100]},
                        Effort.FULL);
            }
            EvictionPolicy[] policies = {EvictionPolicy.NOEVICTION, EvictionPolicy.ALLKEYS_LRU, EvictionPolicy.ADAPTIVE
            };
            for (int turn = 0; turn < Integer.parseInt(arguments[3]); turn++) {
                StringBuilder row = new StringBuilder();
                for (EvictionPolicy policy : policies) {
                    engine.evictionPolicy(policy);
                    double best = Double.MAX_VALUE;
                    for (int part = 0; part < 4; part++) {
                        best = Math.min(best, nanos(dispatcher, session, names, commands / 4));
                    }
                    row.append(String.format(Locale.ROOT, " %s %.0f", policy.label(), best));
                }
                out.println(row);
            }
        }
    }

    private static double nanos(Dispatcher dispatcher, Session session, byte[][] names, int commands) {
        SplittableRandom random = new SplittableRandom();
        byte[] get = "GET".getBytes(StandardCharsets.US_ASCII);
        long begin = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < commands; i++) {
            // Some keys are asked for much more often than others.
            int key = (int) (Math.pow(random.nextDouble(), 3) * names.length);
            if (dispatcher.call(session, new byte[][] {get, names[key]}, Effort.BRIEF) == Reply.NIL) {
                throw new IllegalStateException("a key is gone");
            }
        }
        return (THREADS.getCurrentThreadCpuTime() - begin) / (double) commands;
    }
}
