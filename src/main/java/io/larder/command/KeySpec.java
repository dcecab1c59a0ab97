package io.larder.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one key argument's keys stand, as COMMAND INFO tells it. There is one for each key argument of a row, in order,
 * and COMMAND DOCS refers to them by their place.
 *
 * @param index the word to begin at, or to look for the keyword from; 0 where that is unknown
 * @param keyword the token before the key, or null
 * @param last the last key: 0 for one key only, negative counted from the end of the words
 * @param step from one key to the next
 * @param counted whether the word at {@code index} tells how many keys follow it
 * @see <a href="https://redis.io/docs/latest/develop/reference/key-specs/">Key specifications</a>
 */
record KeySpec(int index, @Nullable String keyword, int last, int step, boolean counted) {

    private static final KeySpec UNKNOWN = new KeySpec(0, null, 0, 1, false);

    /** Those of a row. */
    static List<KeySpec> of(Command<?> row) {
        List<KeySpec> specs = new ArrayList<>();
        walk(row.arguments(), row.words(), true, specs);
        return specs;
    }

    private static void walk(List<Argument> arguments, int from, boolean sure, List<KeySpec> specs) {
        int at = from;
        boolean known = sure;
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            if (argument instanceof Argument.KeyWord) {
                specs.add(known ? new KeySpec(at, null, 0, 1, false) : UNKNOWN);
            } else if (argument instanceof Argument.Counted) {
                specs.add(known ? new KeySpec(at, null, 0, 1, true) : UNKNOWN);
            } else if (argument instanceof Argument.Many many) {
                if (known && many.parts().get(0) instanceof Argument.KeyWord) {
                    int after = Argument.least(arguments.subList(i + 1, arguments.size()));
                    specs.add(new KeySpec(at, null, -1 - after, many.parts().size(), false));
                } else {
                    walk(many.parts(), at, false, specs);
                }
            } else if (argument instanceof Argument.Maybe maybe) {
                walk(maybe.parts(), at, known && maybe.parts().get(0) instanceof Argument.Many, specs);
            } else if (argument instanceof Argument.OneOf oneOf) {
                walk(oneOf.choices(), at, false, specs);
            } else if (argument instanceof Argument.Option option) {
                if (option.parts().get(0) instanceof Argument.KeyWord) {
                    specs.add(new KeySpec(at, option.token(), 0, 1, false));
                } else {
                    walk(option.parts(), at, false, specs);
                }
            }
            known &= argument.fixed();
            at += argument.least();
        }
    }

    /**
     * As COMMAND INFO shows it.
     *
     * @param writes whether the command may change data: then each of its keys is taken for changed
     */
    Reply reply(boolean writes) {
        List<Reply> flags = new ArrayList<>();
        flags.add(new Reply.Text(writes ? "RW" : "RO"));
        flags.add(new Reply.Text("access"));
        if (writes) {
            flags.add(new Reply.Text("update"));
        }
        return pairs("flags", new Reply.Many(flags), "begin_search", begin(), "find_keys", find());
    }

    private Reply begin() {
        if (keyword != null) {
            return typed("keyword", pairs("keyword", Reply.bytes(keyword), "startfrom", Reply.whole(index)));
        }
        return index == 0 ? typed("unknown", pairs()) : typed("index", pairs("index", Reply.whole(index)));
    }

    private Reply find() {
        if (counted) {
            return typed("keynum", pairs("keynumidx", Reply.ZERO, "firstkey", Reply.ONE, "keystep", Reply.ONE));
        }
        if (index == 0) {
            return typed("unknown", pairs());
        }
        return typed("range", pairs("lastkey", Reply.whole(last), "keystep", Reply.whole(step), "limit", Reply.ZERO));
    }

    private static Reply typed(String type, Reply spec) {
        return pairs("type", Reply.bytes(type), "spec", spec);
    }

    private static Reply pairs(Object... namesAndValues) {
        List<Reply> items = new ArrayList<>(namesAndValues.length);
        for (Object item : namesAndValues) {
            items.add(item instanceof Reply reply ? reply : Reply.bytes((String) item));
        }
        return new Reply.Pairs(items);
    }
}
