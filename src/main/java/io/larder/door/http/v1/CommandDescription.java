package io.larder.door.http.v1;

import io.larder.command.ArgumentDocs;
import io.larder.command.Command;
import io.larder.command.Flag;
import io.larder.command.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A command's row as data.
 *
 * @param name in upper case
 * @param summary one sentence
 * @param since the version of Redis that brought it
 * @param group its family
 * @param complexity its cost
 * @param arity how many words it takes with its name; negative: at least so many
 * @param syntax its arguments as its page shows them
 * @param arguments what it takes, as COMMAND DOCS tells it
 * @param flags what else is known of it
 * @param categories its ACL categories
 * @param keys where its keys stand
 * @param examples lines and their replies, run in order on one empty store
 */
@Schema(name = "Command")
public record CommandDescription(
        String name,
        String summary,
        String since,
        String group,
        String complexity,

        @Schema(description = "How many words it takes with its name; negative: at least so many.")
        int arity,

        @Schema(description = "Its arguments as its page shows them.")
        String syntax,

        @Schema(
                type = SchemaType.ARRAY,
                implementation = Object.class,
                description = "What it takes, as COMMAND DOCS tells it.")
        Object arguments,

        List<String> flags,
        List<String> categories,
        Keys keys,
        List<Example> examples) {

    /**
     * Where its keys stand among its words, its name being word 0.
     *
     * @param first the first key's word; 0 where there is none
     * @param last the last key's word; negative: counted from the end
     * @param step from one key to the next
     * @param count the word that says how many keys follow it, or 0
     * @param options tokens that may be followed by one more key
     */
    @Schema(name = "CommandKeys", description = "Where its keys stand among its words, its name being word 0.")
    public record Keys(int first, int last, int step, int count, List<String> options) {}

    /**
     * A tried example.
     *
     * @param command as one would type it into redis-cli
     * @param reply as redis-cli would show it
     */
    @Schema(name = "CommandExample", description = "A command and its reply as redis-cli shows them.")
    public record Example(String command, String reply) {}

    static CommandDescription of(Command<?> row) {
        List<String> flags = new ArrayList<>();
        for (Flag flag : row.flags()) {
            flags.add(flag.name().toLowerCase(Locale.ROOT));
        }
        List<Example> examples = new ArrayList<>();
        for (Command.Example example : row.examples()) {
            examples.add(new Example(example.line(), example.reply()));
        }
        return new CommandDescription(
                row.name(),
                row.summary(),
                row.since(),
                row.group().label(),
                row.complexity(),
                row.arity(),
                Syntax.of(row.arguments()),
                Replies.json(new ArgumentDocs().of(row.arguments())),
                flags,
                row.categories(),
                new Keys(
                        row.keys().first(),
                        row.keys().last(),
                        row.keys().step(),
                        row.keys().count(),
                        row.keys().options()),
                examples);
    }
}
