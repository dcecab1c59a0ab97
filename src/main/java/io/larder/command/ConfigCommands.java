package io.larder.command;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of the running service: CONFIG GET, SET, HELP.
 *
 * @see <a href="https://redis.io/docs/latest/commands/config-get/">CONFIG GET</a>
 */
public final class ConfigCommands {

    /** The rows. */
    public static final Family<Settings> FAMILY = new Family<>(Settings.class, Group.SERVER);

    private ConfigCommands() {}

    static {
        FAMILY.command("CONFIG GET")
                .summary("Answers the settings that have one of the names, or fit one of the patterns.")
                .since("2.0.0")
                .complexity("O(N) in the number of names")
                .takes(many(pattern("parameter")))
                .flag(Flag.ADMIN)
                .flag(Flag.DANGEROUS)
                .example("CONFIG GET notify-*", "1) \"notify-keyspace-events\"\n2) \"\"")
                .runs(ConfigCommands::get);
    }

    private static Reply get(Settings settings, Arguments arguments) {
        List<Reply> items = new ArrayList<>();
        settings.find(texts(arguments)).forEach((name, value) -> {
            items.add(Reply.bytes(name));
            items.add(Reply.bytes(value));
        });
        return new Reply.Pairs(items);
    }

    static {
        FAMILY.command("CONFIG SET")
                .summary("Changes settings, all or none, until the service stops.")
                .since("2.0.0")
                .complexity("O(N) in the number of settings")
                .takes(many(bytes("parameter"), bytes("value")))
                .flag(Flag.ADMIN)
                .flag(Flag.DANGEROUS)
                .example("CONFIG SET notify-keyspace-events Ex", "OK")
                .example("CONFIG GET notify-keyspace-events", "1) \"notify-keyspace-events\"\n2) \"xE\"")
                .runs(ConfigCommands::set);
    }

    private static Reply set(Settings settings, Arguments arguments) {
        if (arguments.left() % 2 != 0) {
            throw CommandError.SYNTAX;
        }
        settings.change(texts(arguments));
        return Reply.OK;
    }

    private static List<String> texts(Arguments arguments) {
        List<String> texts = new ArrayList<>(arguments.left());
        while (arguments.more()) {
            texts.add(arguments.text());
        }
        return texts;
    }

    static {
        FAMILY.help("CONFIG", "5.0.0");
    }
}
