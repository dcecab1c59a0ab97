package io.larder.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What COMMAND INFO and COMMAND DOCS answer about one name: a row, or a container that has none of its own.
 *
 * @param name in lower case, a subcommand's parts parted by {@code |}
 * @param row the row, or null for a container
 * @param subcommands the pages of its subcommands
 */
record CommandPage(String name, @Nullable Command<?> row, List<CommandPage> subcommands) {

    private static final int CONTAINER_ARITY = -2;

    /** The pages of all names but those of subcommands, in order. */
    static List<CommandPage> all(CommandTable table) {
        TreeSet<String> names = new TreeSet<>(table.containers());
        for (Command<?> row : table.rows()) {
            if (row.words() == 1) {
                names.add(row.name());
            }
        }
        return names.stream().map(name -> of(table, name, table.row(name))).toList();
    }

    /** The page of a name in either case, or null. */
    static @Nullable CommandPage find(CommandTable table, String name) {
        if (name.indexOf(' ') >= 0) {
            return null;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        Command<?> row = table.row(upper);
        return row == null && !table.containers().contains(upper) ? null : of(table, upper, row);
    }

    private static CommandPage of(CommandTable table, String name, @Nullable Command<?> row) {
        return new CommandPage(
                shown(name),
                row,
                table.subcommands(name).stream()
                        .map(sub -> new CommandPage(shown(sub.name()), sub, List.of()))
                        .toList());
    }

    private static String shown(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '|');
    }

    /** Whether it is in an ACL category. */
    boolean in(String category) {
        return categories().contains(category);
    }

    private List<String> categories() {
        return row == null ? List.of("@slow") : row.categories();
    }

    /** The ten items of COMMAND INFO. */
    Reply info() {
        KeyPositions keys = row == null ? KeyPositions.NONE : row.keys();
        List<String> flags = new ArrayList<>();
        List<Reply> tips = new ArrayList<>();
        List<Reply> specs = new ArrayList<>();
        if (row != null) {
            for (Flag flag : row.flags()) {
                if (!flag.label().isEmpty()) {
                    flags.add(flag.label());
                }
                if (!flag.tip().isEmpty()) {
                    tips.add(Reply.bytes(flag.tip()));
                }
            }
            if (keys.movable()) {
                flags.add("movablekeys");
            }
            for (KeySpec spec : KeySpec.of(row)) {
                specs.add(spec.reply(row.is(Flag.WRITE)));
            }
        }
        return Reply.many(
                Reply.bytes(name),
                Reply.whole(row == null ? CONTAINER_ARITY : row.arity()),
                texts(flags),
                Reply.whole(keys.first()),
                Reply.whole(keys.last()),
                Reply.whole(keys.step()),
                texts(categories()),
                new Reply.Many(tips),
                new Reply.Many(specs),
                each(CommandPage::info));
    }

    private Reply each(Function<CommandPage, Reply> part) {
        return new Reply.Many(subcommands.stream().map(part).toList());
    }

    private static Reply texts(List<String> values) {
        return new Reply.Many(
                values.stream().map(value -> (Reply) new Reply.Text(value)).toList());
    }

    /** Its name and the map of COMMAND DOCS. */
    List<Reply> docs() {
        List<Reply> items = new ArrayList<>();
        Command<?> shown = row == null ? subcommands.get(0).row : row;
        put(items, "summary", row == null ? "A container for " + name + " commands." : row.summary());
        put(items, "since", shown == null ? "" : shown.since());
        put(items, "group", shown == null ? "" : shown.group().label());
        put(items, "complexity", row == null ? "Depends on subcommand." : row.complexity());
        if (row != null && !row.arguments().isEmpty()) {
            items.add(Reply.bytes("arguments"));
            items.add(new ArgumentDocs().of(row.arguments()));
        }
        if (!subcommands.isEmpty()) {
            List<Reply> parts = new ArrayList<>();
            subcommands.forEach(sub -> parts.addAll(sub.docs()));
            items.add(Reply.bytes("subcommands"));
            items.add(new Reply.Pairs(parts));
        }
        return List.of(Reply.bytes(name), new Reply.Pairs(items));
    }

    private static void put(List<Reply> items, String name, String value) {
        items.add(Reply.bytes(name));
        items.add(Reply.bytes(value));
    }
}
