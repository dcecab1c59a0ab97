package io.larder.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rows of one file, in the order in which they stand there.
 *
 * @param <T> what the commands run on
 */
public final class Family<T> {

    private final Class<T> target;
    private final Group group;
    private final List<Command<T>> rows = new ArrayList<>();

    /** A family of commands on {@code target}. */
    public Family(Class<T> target, Group group) {
        this.target = target;
        this.group = group;
    }

    /** Begins a row, which is in the family once its {@link Command.Row#runs} is said. */
    public Command.Row<T> command(String name) {
        return new Command.Row<>(this, name);
    }

    /**
     * Adds the row of a container's HELP, which lists the container's rows in this family. It is said last of them.
     *
     * @param container such as {@code OBJECT}
     * @param since the version of Redis that brought it
     * @param categories ACL categories beyond those that follow from the group
     */
    public void help(String container, String since, String... categories) {
        List<String> lines = new ArrayList<>();
        lines.add(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command<T> row : rows) {
            if (row.words() == 2 && row.name().startsWith(container + ' ')) {
                describe(row.name(), row.arguments(), row.summary(), lines);
            }
        }
        String name = container + " HELP";
        String summary = "Lists the subcommands.";
        describe(name, List.of(), summary, lines);
        Reply reply = new Reply.Many(
                lines.stream().map(line -> (Reply) new Reply.Text(line)).toList());
        StringBuilder shown = new StringBuilder();
        int width = Integer.toString(lines.size()).length();
        for (int i = 0; i < lines.size(); i++) {
            shown.append(i == 0 ? "" : "\n").append(String.format("%" + width + "d) ", i + 1));
            shown.append(lines.get(i));
        }
        Command.Row<T> row =
                command(name).summary(summary).since(since).complexity("O(1)").harmless();
        for (String category : categories) {
            row.category(category);
        }
        row.example(name, shown.toString()).runs((target, arguments) -> reply);
    }

    private static void describe(String name, List<Argument> arguments, String summary, List<String> lines) {
        String subcommand = name.substring(name.indexOf(' ') + 1);
        lines.add((subcommand + ' ' + Syntax.of(arguments)).strip());
        lines.add("    " + summary);
    }

    /** The rows. */
    public List<Command<T>> rows() {
        return Collections.unmodifiableList(rows);
    }

    Class<T> target() {
        return target;
    }

    Group group() {
        return group;
    }

    void add(Command<T> row) {
        rows.add(row);
    }
}
