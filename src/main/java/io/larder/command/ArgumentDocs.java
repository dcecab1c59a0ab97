package io.larder.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one row as COMMAND DOCS tells them: a map for each, with name, type, place among the key
 * specifications, token, flags and parts.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/command-arguments/">Command arguments</a>
 */
public final class ArgumentDocs {

    /** How many key arguments there were so far: {@link KeySpec#of} has them in the same order. */
    private int keys;

    /** The maps of these arguments. */
    public Reply of(List<Argument> arguments) {
        List<Reply> items = new ArrayList<>();
        for (Argument argument : arguments) {
            add(items, argument, null, List.of());
        }
        return new Reply.Many(items);
    }

    private void add(List<Reply> items, Argument argument, @Nullable String token, List<String> flags) {
        if (argument instanceof Argument.KeyWord key) {
            items.add(key(key.name(), token, flags));
        } else if (argument instanceof Argument.Value value) {
            items.add(item(value.name(), value.type().label(), -1, token, flags, null));
        } else if (argument instanceof Argument.Flag flag) {
            items.add(pure(flag.token(), with(flags, "optional")));
        } else if (argument instanceof Argument.OneOf oneOf) {
            items.add(oneOf(oneOf, token, with(flags, "optional")));
        } else if (argument instanceof Argument.Either either) {
            List<Reply> choices = new ArrayList<>();
            either.tokens().forEach(choice -> choices.add(pure(choice, List.of())));
            items.add(item(either.name(), "oneof", -1, token, flags, new Reply.Many(choices)));
        } else if (argument instanceof Argument.Option option) {
            addParts(items, option.parts(), option.token(), with(flags, "optional"));
        } else if (argument instanceof Argument.Maybe maybe) {
            addParts(items, maybe.parts(), token, with(flags, "optional"));
        } else if (argument instanceof Argument.Many many) {
            boolean tokens = many.parts().get(0) instanceof Argument.Option;
            List<String> more = with(flags, "multiple");
            addParts(items, many.parts(), token, tokens ? with(more, "multiple_token") : more);
        } else if (argument instanceof Argument.Counted counted) {
            items.add(item(counted.name(), Argument.Type.WHOLE.label(), -1, token, flags, null));
            items.add(key("key", null, List.of("multiple")));
        }
    }

    private void addParts(List<Reply> items, List<Argument> parts, @Nullable String token, List<String> flags) {
        if (parts.size() == 1) {
            add(items, parts.get(0), token, flags);
        } else {
            items.add(item(joined(parts), "block", -1, token, flags, of(parts)));
        }
    }

    private Reply oneOf(Argument.OneOf oneOf, @Nullable String token, List<String> flags) {
        List<Reply> choices = new ArrayList<>();
        for (Argument choice : oneOf.choices()) {
            if (choice instanceof Argument.Flag flag) {
                choices.add(pure(flag.token(), List.of()));
            } else if (choice instanceof Argument.Option option) {
                addParts(choices, option.parts(), option.token(), List.of());
            } else {
                add(choices, choice, null, List.of());
            }
        }
        return item(joined(oneOf.choices()), "oneof", -1, token, flags, new Reply.Many(choices));
    }

    private Reply key(String name, @Nullable String token, List<String> flags) {
        return item(name, "key", keys++, token, flags, null);
    }

    private static Reply pure(String token, List<String> flags) {
        return item(token.toLowerCase(Locale.ROOT), "pure-token", -1, token, flags, null);
    }

    private static Reply item(
            String name, String type, int key, @Nullable String token, List<String> flags, @Nullable Reply parts) {
        List<Reply> item = new ArrayList<>();
        put(item, "name", Reply.bytes(name));
        put(item, "type", Reply.bytes(type));
        if (key >= 0) {
            put(item, "key_spec_index", Reply.whole(key));
        }
        if (token != null) {
            put(item, "token", Reply.bytes(token));
        }
        if (!flags.isEmpty()) {
            put(
                    item,
                    "flags",
                    new Reply.Many(flags.stream()
                            .map(flag -> (Reply) new Reply.Text(flag))
                            .toList()));
        }
        if (parts != null) {
            put(item, "arguments", parts);
        }
        return new Reply.Pairs(item);
    }

    private static void put(List<Reply> item, String name, Reply value) {
        item.add(Reply.bytes(name));
        item.add(value);
    }

    private static List<String> with(List<String> flags, String flag) {
        if (flags.contains(flag)) {
            return flags;
        }
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return more;
    }

    /** Parts that stand together have no name of their own: it is made of theirs. */
    private static String joined(List<Argument> parts) {
        return parts.stream().map(ArgumentDocs::name).collect(Collectors.joining("_"));
    }

    private static String name(Argument argument) {
        if (argument instanceof Argument.KeyWord key) {
            return key.name();
        } else if (argument instanceof Argument.Value value) {
            return value.name();
        } else if (argument instanceof Argument.Either either) {
            return either.name();
        } else if (argument instanceof Argument.Counted counted) {
            return counted.name();
        } else if (argument instanceof Argument.Flag flag) {
            return flag.token().toLowerCase(Locale.ROOT);
        } else if (argument instanceof Argument.Option option) {
            return option.token().toLowerCase(Locale.ROOT);
        } else if (argument instanceof Argument.Maybe maybe) {
            return joined(maybe.parts());
        } else if (argument instanceof Argument.Many many) {
            return joined(many.parts());
        }
        return joined(((Argument.OneOf) argument).choices());
    }
}
