package io.larder.leaderboard;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What commands that read a leaderboard have in common: their options, and how the ranking is found. */
final class ReadOptions {

    /** The most entries of one answer. */
    static final int MOST = 1000;

    static final Argument LIMIT = option("LIMIT", whole("limit"));
    static final Argument SEASON = option("SEASON", bytes("season"));
    static final Argument ORDER = option("ORDER", Argument.either("order", "ASC", "DESC"));
    static final Argument FULL = flag("FULL");

    final @Nullable String user;
    int limit;
    byte @Nullable [] season;

    @Nullable
    Order order;

    boolean full;
    byte @Nullable [] cursor;
    long from = 1;
    long percent;
    boolean last;

    private ReadOptions(@Nullable String user, int limit) {
        this.user = user;
        this.limit = limit;
    }

    /** A row of a command that reads, which is for users too. */
    static Command.Row<Keyspace> row(Family<Keyspace> family, String name) {
        return family.command("LEADERBOARD " + name).reads().flag(Flag.FOR_USERS);
    }

    /** Reads all that stands behind the arguments that must be there. */
    static ReadOptions read(Arguments arguments, int limit) {
        ReadOptions options = new ReadOptions(arguments.user(), limit);
        while (arguments.more()) {
            options.one(arguments);
        }
        return options;
    }

    /** Reads those that RANKS has before its count. */
    static ReadOptions ofRanks(Arguments arguments) {
        ReadOptions options = new ReadOptions(arguments.user(), MOST);
        while (options.common(arguments)) {
            // Up to the count.
        }
        return options;
    }

    private void one(Arguments arguments) {
        if (common(arguments)) {
            return;
        }
        if (arguments.option("LIMIT")) {
            limit = limit(arguments, MOST);
        } else if (arguments.option("PERCENT")) {
            percent = arguments.count(BoardError.BAD_PERCENT);
            if (percent < 1 || percent > 100) {
                throw BoardError.BAD_PERCENT;
            }
        } else if (arguments.option("CURSOR")) {
            cursor = arguments.bytes();
        } else if (arguments.option("FROM")) {
            from = arguments.count(BoardError.BAD_POSITION);
            if (from < 1) {
                throw BoardError.BAD_POSITION;
            }
        } else if (arguments.flag("ORLAST")) {
            last = true;
        } else {
            throw CommandError.SYNTAX;
        }
    }

    private boolean common(Arguments arguments) {
        if (arguments.option("SEASON")) {
            season = arguments.bytes();
        } else if (arguments.option("ORDER")) {
            order = order(arguments.text());
        } else if (arguments.flag("FULL")) {
            full = true;
        } else {
            return false;
        }
        return true;
    }

    /** The value of LIMIT, from 1 to {@code most}. */
    static int limit(Arguments arguments, int most) {
        CommandError otherwise = most == MOST ? BoardError.BAD_LIMIT : BoardError.badLimit(most);
        long wanted = arguments.count(otherwise);
        if (wanted < 1 || wanted > most) {
            throw otherwise;
        }
        return (int) wanted;
    }

    private static Order order(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "ASC" -> Order.ASC;
            case "DESC" -> Order.DESC;
            default -> throw CommandError.SYNTAX;
        };
    }

    /** How many of so many are the first ones: rounded up, so that the best is among any part. */
    int first(long size) {
        return percent == 0 ? limit : (int) Math.min(MOST, (size * percent + 99) / 100);
    }

    /** Reads from the ranking of a key, as the options say. */
    static Reply read(
            Keyspace keyspace, byte[] name, ReadOptions options, BiFunction<Ranking, ReadOptions, Reply> work) {
        return Boards.run(keyspace, boards -> work.apply(options.ranking(boards, name), options));
    }

    private Ranking ranking(Boards boards, byte[] name) {
        Users.requireReadable(boards, name, user);
        Ranking ranking = Rankings.find(boards, name, order);
        if (ranking == null) {
            throw BoardError.NO_BOARD;
        }
        if (ranking instanceof Board board) {
            return boards.ranking(name, board, season);
        }
        if (season != null) {
            throw BoardError.NO_SEASON;
        }
        return ranking;
    }

    /** The ranking as a member sees it, who may be hidden from all others. */
    static Ranking seen(Ranking ranking, byte[] member) {
        if (ranking instanceof Board board) {
            Held held = board.held(member);
            if (held != null && held.hidden()) {
                return new Shadow(board, member, held);
            }
        }
        return ranking;
    }
}
