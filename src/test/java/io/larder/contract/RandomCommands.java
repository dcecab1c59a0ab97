package io.larder.contract;

import io.larder.command.Argument;
import io.larder.command.Command;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes commands up from what the rows say of their arguments, so that every row is met, right and wrong, without a
 * list of them: few keys and members, so that they meet again; numbers from the edges; now and then a word too many or
 * too few, of another type, or in another place.
 */
final class RandomCommands {

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"(\\*\\d+)?|\\S+");
    private static final String[] USUAL_NUMBERS = split("0 1 2 3 5 -1 -2 -3 10 100");
    private static final String[] EDGE_NUMBERS = split("9223372036854775807 -9223372036854775808 9223372036854775806"
            + " 9007199254740993 4611686018427387904 -9223372036854775807 4294967296");
    private static final String[] NO_NUMBERS =
            split("\"\" 0x10 \" 1\" +1 01 1e3 -0 9223372036854775808 99999999999999999999 inf nan \"1 \" a");
    private static final String[] REALS = split("0 1 2 3 -1 1.5 -0.5 0.1 0.2 3.0e0 1e10 17 100");
    private static final String[] EDGE_REALS = split("inf -inf +inf 1e308 -1e308 1e-300 9007199254740993 0x10 -0"
            + " 0.30000000000000004 1e17 123456789012345678 1e-7 .5 5.");
    private static final String[] NO_REALS = split("\"\" nan \" 1\" 1e400 1e-400 a 0x 1e \"1 \" --1 1,5");
    private static final String[] MEMBERS = split(
            "a b c d e f g 1 2 3 10 -5 1.5 \"\" \"\\xff\\x00\\xfe\" \"two words\" A é \"m\"*70 9223372036854775807");
    private static final String[] PATTERNS =
            split("* a* ?  [a-c] [^a-c]* \"\" *1 string:? \\\\* h*:[12] *-* weight_* # *->a nostar hash:*->a");
    private static final String[] TIMES = split("33177117420 33177117420000 4102444800 0 -1 1 9223372036854775807");
    private static final String[] SPANS = split("100000 200000 1000000 100000000 0 -1 9223372036854775807");
    /** Within a string that is not too long to look at, or out of range. */
    /** No place far away that is allowed: the string would be as long, and be compared. */
    private static final String[] FAR_PLACES =
            split("9223372036854775807 -9223372036854775808 4294967296 -1 1000 9223372036854775806");

    private static final String[] BIT_PLACES = split("0 1 5 7 8 9 30 63 64 100 #0 #1 #2 #7");
    private static final String[] NO_BIT_PLACES = split("-1 # #-1 #a a \"\" 4294967296 #4294967296 #01");
    private static final String[] ENCODINGS = split("u8 i8 u1 i1 u2 i5 u16 i16 u31 i32 u63 i64");
    private static final String[] NO_ENCODINGS = split("u64 i65 u0 i0 8 u i U8 u08 \"\"");
    private static final String[] SCORE_ENDS = split("-inf +inf (1 (2 1 2 (0 0 (inf 10 1.5 a");
    private static final String[] MEMBER_ENDS = split("- + [a (a [c (c [ ( [b a");
    private static final List<Group> KINDS = List.of(Group.STRING, Group.LIST, Group.SET, Group.SORTED_SET, Group.HASH);
    private static final int KEYS_OF_A_KIND = 3;
    private static final int MANY = 100;
    private static final String LONG = "\"long \"*1000";

    private final Random random;
    private final List<Command<?>> rows;
    private final Command<?>[] transaction;
    private boolean wide;

    /** Made of these rows; the same seed makes the same commands. */
    RandomCommands(long seed, Collection<Command<?>> rows) {
        this.random = new Random(seed);
        this.rows = rows.stream().filter(row -> !row.name().endsWith(" HELP")).toList();
        this.transaction = this.rows.stream()
                .filter(row -> row.group() == Group.TRANSACTIONS)
                .toArray(Command<?>[]::new);
    }

    /** So many commands or a few more. */
    List<byte[][]> some(int count) {
        List<byte[][]> commands = new ArrayList<>();
        while (commands.size() < count) {
            if (transaction.length > 0 && chance(0.02)) {
                addTransaction(commands);
            } else {
                commands.add(command(row()));
            }
        }
        return commands;
    }

    private void addTransaction(List<byte[][]> commands) {
        if (chance(0.3)) {
            commands.add(words("WATCH " + key(Group.GENERIC)));
        }
        if (chance(0.3)) {
            commands.add(command(row()));
        }
        commands.add(words("MULTI"));
        for (int i = random.nextInt(5); i > 0; i--) {
            Command<?> row = row();
            // Its effect on our side is carried over to the oracle afterwards, which is too late in here.
            if (!(row.is(Flag.NONDETERMINISTIC) && row.is(Flag.WRITE)) && row.group() != Group.TRANSACTIONS) {
                commands.add(command(row));
            }
        }
        commands.add(words(chance(0.9) ? "EXEC" : "DISCARD"));
    }

    private Command<?> row() {
        while (true) {
            Command<?> row = rows.get(random.nextInt(rows.size()));
            boolean emptiesAll = row.target() == Keyspace.class
                    && row.is(Flag.WRITE)
                    && row.keys().none();
            boolean opens = row.group() == Group.TRANSACTIONS;
            if (!(emptiesAll || opens) || chance(0.05)) {
                return row;
            }
        }
    }

    private byte[][] command(Command<?> row) {
        List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
        int from = words.size();
        for (Argument argument : row.arguments()) {
            add(words, argument, row);
        }
        if (chance(0.06)) {
            spoil(words, from, row);
        }
        return words(String.join(" ", words));
    }

    private void spoil(List<String> words, int from, Command<?> row) {
        int at = from + random.nextInt(words.size() - from + 1);
        boolean there = at < words.size();
        switch (random.nextInt(5)) {
            case 0 -> words.add(at, anything(row));
            case 1 -> {
                if (there) {
                    words.remove(at);
                }
            }
            case 2 -> {
                if (there) {
                    words.set(at, anything(row));
                }
            }
            case 3 -> {
                if (there) {
                    words.set(at, words.get(at).toLowerCase(Locale.ROOT));
                }
            }
            default -> {
                if (there) {
                    words.add(at, words.get(from + random.nextInt(words.size() - from)));
                }
            }
        }
    }

    private String anything(Command<?> row) {
        return switch (random.nextInt(4)) {
            case 0 -> key(row.group());
            case 1 -> pick(NO_NUMBERS);
            case 2 -> pick(EDGE_NUMBERS);
            default -> pick(MEMBERS);
        };
    }

    private void add(List<String> words, Argument argument, Command<?> row) {
        if (argument instanceof Argument.KeyWord) {
            words.add(key(row.group()));
        } else if (argument instanceof Argument.Value value) {
            words.add(value(value));
        } else if (argument instanceof Argument.Flag flag) {
            if (chance(0.3)) {
                words.add(flag.token());
            }
        } else if (argument instanceof Argument.OneOf oneOf) {
            if (chance(0.4)) {
                addChosen(
                        words,
                        oneOf.choices().get(random.nextInt(oneOf.choices().size())),
                        row);
            }
        } else if (argument instanceof Argument.Either either) {
            words.add(pick(either.tokens().toArray(String[]::new)));
        } else if (argument instanceof Argument.Option) {
            if (chance(0.3)) {
                addChosen(words, argument, row);
            }
        } else if (argument instanceof Argument.Maybe maybe) {
            if (chance(0.5)) {
                maybe.parts().forEach(part -> add(words, part, row));
            }
        } else if (argument instanceof Argument.Many many) {
            wide = chance(0.03);
            for (int i = wide ? 20 + random.nextInt(MANY) : 1 + random.nextInt(3); i > 0; i--) {
                many.parts().forEach(part -> add(words, part, row));
            }
            wide = false;
        } else if (argument instanceof Argument.Counted) {
            int count = 1 + random.nextInt(3);
            words.add(chance(0.95) ? Integer.toString(count) : pick(chance(0.5) ? USUAL_NUMBERS : NO_NUMBERS));
            for (int i = 0; i < count; i++) {
                words.add(key(row.group()));
            }
        }
    }

    private void addChosen(List<String> words, Argument chosen, Command<?> row) {
        if (chosen instanceof Argument.Flag flag) {
            words.add(flag.token());
        } else if (chosen instanceof Argument.Option option) {
            words.add(option.token());
            option.parts().forEach(part -> add(words, part, row));
        } else {
            add(words, chosen, row);
        }
    }

    private String key(Group group) {
        if (chance(0.01)) {
            return "\"\"";
        }
        Group own = group == Group.BITMAP ? Group.STRING : group;
        Group kind = KINDS.contains(own) && chance(0.9) ? own : KINDS.get(random.nextInt(KINDS.size()));
        return kind.label() + ':' + (1 + random.nextInt(KEYS_OF_A_KIND));
    }

    private String value(Argument.Value value) {
        String name = value.name();
        return switch (value.type()) {
            case WHOLE ->
                switch (name) {
                    case "seconds", "milliseconds" -> edged(SPANS, EDGE_NUMBERS, NO_NUMBERS);
                    case "offset" -> edged(USUAL_NUMBERS, FAR_PLACES, NO_NUMBERS);
                    default -> whole();
                };
            case TIME -> edged(TIMES, EDGE_NUMBERS, NO_NUMBERS);
            case REAL -> edged(REALS, EDGE_REALS, NO_REALS);
            case PATTERN -> pick(PATTERNS);
            case BYTES ->
                switch (name) {
                    case "min", "max", "start", "stop" ->
                        pick(random.nextInt(3) == 0 ? USUAL_NUMBERS : chance(0.5) ? SCORE_ENDS : MEMBER_ENDS);
                    case "encoding" -> edged(ENCODINGS, ENCODINGS, NO_ENCODINGS);
                    case "offset" -> edged(BIT_PLACES, BIT_PLACES, NO_BIT_PLACES);
                    case "cursor" -> chance(0.9) ? "0" : whole();
                    default -> text();
                };
        };
    }

    /**
     * Mostly of few; of many where a command takes many, so that collections grow beyond what is stored in one piece.
     */
    private String text() {
        if (wide) {
            return "m" + random.nextInt(5 * MANY);
        }
        return chance(0.01) ? LONG : chance(0.15) ? pick(REALS) : pick(MEMBERS);
    }

    private String whole() {
        return edged(USUAL_NUMBERS, EDGE_NUMBERS, NO_NUMBERS);
    }

    private String edged(String[] usual, String[] edge, String[] wrong) {
        double chance = random.nextDouble();
        return pick(chance < 0.85 ? usual : chance < 0.95 ? edge : wrong);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private String pick(String[] pool) {
        return pool[random.nextInt(pool.length)];
    }

    private static byte[][] words(String line) {
        return Words.of(line);
    }

    private static String[] split(String line) {
        List<String> found = new ArrayList<>();
        Matcher words = WORD.matcher(new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        while (words.find()) {
            found.add(words.group());
        }
        return found.toArray(String[]::new);
    }
}
