package io.larder.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A command's arguments as the command's page would show them: {@code <key> [NX | XX] [CH] <score> <member> [<score>
 * <member> ...]}.
 */
public final class Syntax {

    private Syntax() {}

    /** All parts, with spaces between. */
    public static String of(List<Argument> arguments) {
        return arguments.stream().map(Syntax::of).collect(Collectors.joining(" "));
    }

    private static String of(Argument argument) {
        if (argument instanceof Argument.KeyWord key) {
            return '<' + key.name() + '>';
        } else if (argument instanceof Argument.Value value) {
            return '<' + value.name() + '>';
        } else if (argument instanceof Argument.Either either) {
            return '<' + String.join(" | ", either.tokens()) + '>';
        } else if (argument instanceof Argument.Counted counted) {
            return '<' + counted.name() + "> <key> [<key> ...]";
        } else if (argument instanceof Argument.Maybe maybe) {
            return '[' + of(maybe.parts()) + ']';
        } else if (argument instanceof Argument.OneOf oneOf) {
            return '[' + oneOf.choices().stream().map(Syntax::bare).collect(Collectors.joining(" | ")) + ']';
        } else if (argument instanceof Argument.Many many) {
            String once = of(many.parts());
            return many.least() == 0 ? once + " ..." : once + " [" + once + " ...]";
        }
        return '[' + bare(argument) + ']';
    }

    private static String bare(Argument argument) {
        if (argument instanceof Argument.Flag flag) {
            return flag.token().toUpperCase(Locale.ROOT);
        } else if (argument instanceof Argument.Option option) {
            return option.token() + ' ' + of(option.parts());
        }
        return of(argument);
    }
}
