package io.larder.command;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.maybe;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table about itself: COMMAND, COMMAND COUNT, LIST, INFO, DOCS, GETKEYS, HELP.
 *
 * @see <a href="https://redis.io/docs/latest/commands/command/">COMMAND</a>
 */
public final class IntrospectionCommands {

    /** The rows. */
    public static final Family<CommandTable> FAMILY = new Family<>(CommandTable.class, Group.SERVER);

    private static final String CATEGORY = "@connection";

    private IntrospectionCommands() {}

    static {
        FAMILY.command("COMMAND")
                .summary("Describes all commands as COMMAND INFO does.")
                .since("2.8.13")
                .complexity("O(N) in the number of commands")
                .category(CATEGORY)
                .flag(Flag.UNORDERED)
                .harmless()
                .example("COMMAND", "any")
                .runs(IntrospectionCommands::info);
        FAMILY.command("COMMAND INFO")
                .summary("Describes commands by ten items each: arity, flags, where keys stand, and more.")
                .since("2.8.13")
                .complexity("O(N) in the number of commands to look up")
                .takes(maybe(many(bytes("command-name"))))
                .category(CATEGORY)
                .flag(Flag.UNORDERED)
                .harmless()
                .example("COMMAND INFO nothing", "1) (nil)")
                .runs(IntrospectionCommands::info);
    }

    private static Reply info(CommandTable table, Arguments arguments) {
        if (!arguments.more()) {
            return new Reply.Many(
                    CommandPage.all(table).stream().map(CommandPage::info).toList());
        }
        List<Reply> items = new ArrayList<>();
        while (arguments.more()) {
            CommandPage page = CommandPage.find(table, arguments.text());
            items.add(page == null ? Reply.NIL : page.info());
        }
        return new Reply.Many(items);
    }

    static {
        FAMILY.command("COMMAND COUNT")
                .summary("Counts the commands, those with subcommands as one.")
                .since("2.8.13")
                .complexity("O(1)")
                .category(CATEGORY)
                .harmless()
                .example("COMMAND COUNT", "any")
                .runs(IntrospectionCommands::count);
    }

    private static Reply count(CommandTable table, Arguments arguments) {
        return Reply.whole(CommandPage.all(table).size());
    }

    static {
        FAMILY.command("COMMAND LIST")
                .summary("Answers the names of all commands and subcommands, or of some.")
                .since("7.0.0")
                .complexity("O(N) in the number of commands")
                .takes(option(
                        "FILTERBY",
                        oneOf(
                                option("MODULE", bytes("module-name")),
                                option("ACLCAT", bytes("category")),
                                option("PATTERN", pattern("pattern")))))
                .category(CATEGORY)
                .flag(Flag.UNORDERED)
                .harmless()
                .example("COMMAND LIST FILTERBY PATTERN hgeta*", "1) \"hgetall\"")
                .runs(IntrospectionCommands::list);
    }

    private static Reply list(CommandTable table, Arguments arguments) {
        Predicate<CommandPage> filter = filter(arguments);
        List<Reply> names = new ArrayList<>();
        for (CommandPage page : CommandPage.all(table)) {
            addNames(page, filter, names);
        }
        return new Reply.Many(names);
    }

    private static void addNames(CommandPage page, Predicate<CommandPage> filter, List<Reply> names) {
        if (filter.test(page)) {
            names.add(Reply.bytes(page.name()));
        }
        page.subcommands().forEach(sub -> addNames(sub, filter, names));
    }

    private static Predicate<CommandPage> filter(Arguments arguments) {
        if (!arguments.more()) {
            return page -> true;
        }
        if (arguments.left() != 3 || !arguments.flag("FILTERBY")) {
            throw CommandError.SYNTAX;
        }
        if (arguments.flag("MODULE")) {
            return page -> false;
        } else if (arguments.flag("ACLCAT")) {
            String category = '@' + arguments.text().toLowerCase(Locale.ROOT);
            return page -> page.in(category);
        } else if (arguments.flag("PATTERN")) {
            // Names are in lower case, and the pattern's case does not count.
            Glob glob = new Glob(arguments.text().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return page -> glob.matches(page.name().getBytes(StandardCharsets.UTF_8));
        }
        throw CommandError.SYNTAX;
    }

    static {
        FAMILY.command("COMMAND DOCS")
                .summary("Documents commands: summary, arguments, cost, since when.")
                .since("7.0.0")
                .complexity("O(N) in the number of commands to look up")
                .takes(maybe(many(bytes("command-name"))))
                .category(CATEGORY)
                .flag(Flag.UNORDERED)
                .harmless()
                .example("COMMAND DOCS nothing", "(empty array)")
                .runs(IntrospectionCommands::docs);
    }

    private static Reply docs(CommandTable table, Arguments arguments) {
        List<Reply> items = new ArrayList<>();
        if (!arguments.more()) {
            CommandPage.all(table).forEach(page -> items.addAll(page.docs()));
        }
        while (arguments.more()) {
            CommandPage page = CommandPage.find(table, arguments.text());
            if (page != null) {
                items.addAll(page.docs());
            }
        }
        return new Reply.Pairs(items);
    }

    static {
        FAMILY.command("COMMAND GETKEYS")
                .summary("Answers which words of a whole command are its keys.")
                .since("2.8.13")
                .complexity("O(N) in the number of words")
                .takes(bytes("command"), many(bytes("argument")))
                .category(CATEGORY)
                .harmless()
                .example("COMMAND GETKEYS MSET one 1 two 2", "1) \"one\"\n2) \"two\"")
                .runs(IntrospectionCommands::getKeys);
    }

    private static Reply getKeys(CommandTable table, Arguments arguments) {
        byte[][] words = arguments.rest();
        Command<?> row = named(table, words);
        if (row == null) {
            throw new CommandError("ERR Invalid command specified");
        }
        // A channel stands where a key would, for routing, and is none.
        if (row.keys().none() || row.is(Flag.PUBSUB)) {
            throw new CommandError("ERR The command has no key arguments");
        }
        if (!row.fits(words.length)) {
            throw new CommandError("ERR Invalid number of arguments specified for command");
        }
        if (!row.keys().suits(words)) {
            throw new CommandError("ERR Invalid arguments specified for command");
        }
        return Reply.many(row.keys().in(words));
    }

    private static @Nullable Command<?> named(CommandTable table, byte[][] words) {
        String name = new String(words[0], StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
        if (!table.containers().contains(name)) {
            Command<?> row = table.row(name);
            return row == null || row.words() > 1 ? null : row;
        }
        return table.row(name + ' ' + new String(words[1], StandardCharsets.UTF_8));
    }

    static {
        FAMILY.help("COMMAND", "5.0.0", CATEGORY);
    }
}
