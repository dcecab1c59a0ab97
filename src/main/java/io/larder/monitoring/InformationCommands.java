package io.larder.monitoring;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;

import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * INFO.
 *
 * @see <a href="https://redis.io/docs/latest/commands/info/">INFO</a>
 */
public final class InformationCommands {

    private final Family<Session> family = new Family<>(Session.class, Group.SERVER);
    private final Information information;

    /** A command that tells it. */
    public InformationCommands(Information information) {
        this.information = information;
        family.command("INFO")
                .summary("Tells of the server: memory, connections, counts, and how long commands take.")
                .complexity("O(1)")
                .takes(maybe(many(bytes("section"))))
                .flag(Flag.DANGEROUS)
                .flag(Flag.LONG)
                .flag(Flag.NONDETERMINISTIC)
                .harmless()
                .example("INFO cluster", "\"# Cluster\\r\\ncluster_enabled:0\\r\\n\"")
                .runs(this::info);
    }

    /** The rows. */
    public Family<Session> family() {
        return family;
    }

    private Reply info(Session session, Arguments arguments) {
        return Reply.bytes(information.text(names(arguments)));
    }

    private static Set<String> names(Arguments arguments) {
        Set<String> names = new HashSet<>();
        while (arguments.more()) {
            names.add(arguments.text().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
