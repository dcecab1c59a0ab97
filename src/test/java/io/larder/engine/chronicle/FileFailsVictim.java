package io.larder.engine.chronicle;

import static io.larder.engine.chronicle.Steps.get;
import static io.larder.engine.chronicle.Steps.key;
import static io.larder.engine.chronicle.Steps.set;

import io.larder.command.CommandError;
import io.larder.keyspace.Clock;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process whose store loses a file. It is a process of its own as the JVM may end by such a fault in compiled code,
 * and is to be started without compilers.
 *
 * <p>Arguments: data directory, name of the file, what is done then. What comes of it is printed, a line each.
 */
final class FileFailsVictim {

    private static final byte[] LARGE = new byte[5_000];

    private FileFailsVictim() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (EmbeddedEngine engine = EmbeddedEngine.open(directory, 8L << 20, Clock.SYSTEM)) {
            Arrays.fill(LARGE, (byte) 1);
            set(engine, key("large"), LARGE);
            Runnable act = switch (arguments[2]) {
                case "read" -> () -> get(engine, key("large"));
                case "write" -> () -> set(engine, key("large"), LARGE);
                case "small" -> () -> set(engine, key("small"), new byte[10]);
                default -> throw new IllegalArgumentException(arguments[2]);
            };
            act.run();
            tell(engine, act);
            try (RandomAccessFile cut =
                    new RandomAccessFile(directory.resolve(arguments[1]).toFile(), "rw")) {
                cut.setLength(0);
            }
            tell(engine, act);
            tell(engine, () -> get(engine, key("large")));
            tell(engine, () -> set(engine, key("another"), new byte[1]));
        }
        Victim.tell("closed");
    }

    private static void tell(EmbeddedEngine engine, Runnable act) {
        String told;
        try {
            act.run();
            told = "done";
        } catch (CommandError refusal) {
            told = refusal.text();
        }
        Victim.tell(engine.storage().failed() + " " + told);
    }
}
