package io.larder.leaderboard;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Leaderboards, what reads them: LEADERBOARD TOP, LIST, AROUND, AROUNDSCORE, RANGEBYSCORE, RANKS, GET, DEFINITION,
 * SEASONS. All but the last two read a plain sorted set as well, high scores first unless ORDER says otherwise.
 */
final class LeaderboardReads {

    private static final int MOST = 1000;
    private static final int FEW = 10;
    private static final int SOME = 20;
    private static final int AROUND = 5;

    private static final Argument LIMIT = option("LIMIT", whole("limit"));
    private static final Argument SEASON = option("SEASON", bytes("season"));
    private static final Argument ORDER = option("ORDER", Argument.either("order", "ASC", "DESC"));
    private static final Argument FULL = flag("FULL");

    private LeaderboardReads() {}

    static void addTo(Family<Keyspace> family) {
        top(family);
        list(family);
        around(family);
        aroundScore(family);
        rangeByScore(family);
        ranks(family);
        get(family);
        definition(family);
        seasons(family);
    }

    /** What may stand behind the arguments that must be there. */
    private static final class Options {
        private int limit;
        private byte @Nullable [] season;
        private @Nullable Order order;
        private boolean full;
        private byte @Nullable [] cursor;
        private long from = 1;
        private long percent;
        private boolean last;

        private Options(int limit) {
            this.limit = limit;
        }

        static Options read(Arguments arguments, int limit) {
            Options options = new Options(limit);
            while (arguments.more()) {
                options.one(arguments);
            }
            return options;
        }

        private void one(Arguments arguments) {
            if (arguments.option("LIMIT")) {
                long wanted = arguments.count(BoardError.BAD_LIMIT);
                if (wanted < 1 || wanted > MOST) {
                    throw BoardError.BAD_LIMIT;
                }
                limit = (int) wanted;
            } else if (arguments.option("SEASON")) {
                season = arguments.bytes();
            } else if (arguments.option("ORDER")) {
                order = order(arguments.text());
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
            } else if (arguments.flag("FULL")) {
                full = true;
            } else if (arguments.flag("ORLAST")) {
                last = true;
            } else {
                throw CommandError.SYNTAX;
            }
        }

        /** One of those that RANKS may have before its count. */
        private boolean ofRanks(Arguments arguments) {
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

        /** How many of so many are the first ones: rounded up, so that the best is among any part. */
        private int first(long size) {
            return percent == 0 ? limit : (int) Math.min(MOST, (size * percent + 99) / 100);
        }

        private static Order order(String text) {
            return switch (text.toUpperCase(Locale.ROOT)) {
                case "ASC" -> Order.ASC;
                case "DESC" -> Order.DESC;
                default -> throw CommandError.SYNTAX;
            };
        }
    }

    /** Reads from the ranking of a key, as the options say. */
    private static Reply read(
            Keyspace keyspace, byte[] name, Options options, BiFunction<Ranking, Options, Reply> work) {
        return Boards.run(keyspace, boards -> work.apply(ranking(boards, name, options), options));
    }

    private static Ranking ranking(Boards boards, byte[] name, Options options) {
        Ranking ranking = Rankings.find(boards, name, options.order);
        if (ranking == null) {
            throw BoardError.NO_BOARD;
        }
        if (ranking instanceof Board board) {
            return boards.ranking(name, board, options.season);
        }
        if (options.season != null) {
            throw BoardError.NO_SEASON;
        }
        return ranking;
    }

    /** The ranking as a member sees it, who may be hidden from all others. */
    private static Ranking seen(Ranking ranking, byte[] member) {
        if (ranking instanceof Board board) {
            Held held = board.held(member);
            if (held != null && held.hidden()) {
                return new Shadow(board, member, held);
            }
        }
        return ranking;
    }

    private static Command.Row<Keyspace> row(Family<Keyspace> family, String name) {
        return family.command("LEADERBOARD " + name).reads();
    }

    private static void top(Family<Keyspace> family) {
        row(family, "TOP")
                .summary("Answers the first entries of a leaderboard, ten unless LIMIT or PERCENT says otherwise.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(key(), oneOf(LIMIT, option("PERCENT", whole("percent"))), SEASON, ORDER, FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob", "(integer) 2")
                .example(
                        "LEADERBOARD TOP scores LIMIT 1",
                        "1) \"entries\"\n" + "2) 1) 1) \"id\"\n"
                                + "      2) \"ann\"\n"
                                + "      3) \"score\"\n"
                                + "      4) \"120\"\n"
                                + "      5) \"rank\"\n"
                                + "      6) (integer) 1\n"
                                + "      7) \"position\"\n"
                                + "      8) (integer) 1\n"
                                + "3) \"total\"\n"
                                + "4) (integer) 2\n"
                                + "5) \"season\"\n"
                                + "6) (nil)\n"
                                + "7) \"seq\"\n"
                                + "8) (integer) 0")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    Options options = Options.read(arguments, FEW);
                    return read(
                            keyspace,
                            name,
                            options,
                            (ranking, as) -> new Page(ranking, as.full)
                                    .from(1, as.first(ranking.size()))
                                    .reply());
                });
    }

    private static void list(Family<Keyspace> family) {
        row(family, "LIST")
                .summary("Answers entries in order from a position or a cursor on, with cursors to go on and back.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        oneOf(option("FROM", whole("position")), option("CURSOR", bytes("cursor"))),
                        LIMIT,
                        SEASON,
                        ORDER,
                        FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob", "(integer) 2")
                .example("LEADERBOARD LIST scores LIMIT 5", "any")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    Options options = Options.read(arguments, SOME);
                    return read(keyspace, name, options, LeaderboardReads::list);
                });
    }

    private static Reply list(Ranking ranking, Options options) {
        Page page = new Page(ranking, options.full);
        byte[] cursor = options.cursor;
        return (cursor == null ? page.list(options.from, options.limit) : page.list(cursor, options.limit)).reply();
    }

    private static void around(Family<Keyspace> family) {
        row(family, "AROUND")
                .summary("Answers a member's entry among those above and below it; with ORLAST the last entries where"
                        + " it has none.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(key(), bytes("member"), LIMIT, flag("ORLAST"), SEASON, ORDER, FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob 80 carl", "(integer) 3")
                .example(
                        "LEADERBOARD AROUND scores carl LIMIT 1",
                        "1) \"entries\"\n" + "2) 1) 1) \"id\"\n"
                                + "      2) \"carl\"\n"
                                + "      3) \"score\"\n"
                                + "      4) \"80\"\n"
                                + "      5) \"rank\"\n"
                                + "      6) (integer) 3\n"
                                + "      7) \"position\"\n"
                                + "      8) (integer) 3\n"
                                + "3) \"total\"\n"
                                + "4) (integer) 3\n"
                                + "5) \"season\"\n"
                                + "6) (nil)\n"
                                + "7) \"seq\"\n"
                                + "8) (integer) 0")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    byte[] member = arguments.bytes();
                    Options options = Options.read(arguments, AROUND);
                    return read(keyspace, name, options, (ranking, as) -> around(ranking, member, as));
                });
    }

    private static Reply around(Ranking ranking, byte[] member, Options options) {
        Ranking seen = seen(ranking, member);
        long position = seen.position(member);
        Page page = new Page(seen, options.full);
        if (position > 0) {
            return page.around(position, options.limit).reply();
        }
        if (!options.last) {
            throw BoardError.NOT_RANKED;
        }
        return page.last(options.limit).reply();
    }

    private static void aroundScore(Family<Keyspace> family) {
        row(family, "AROUNDSCORE")
                .summary("Answers the entries around a score, and the position that a new entry with it would have.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(key(), bytes("score"), LIMIT, SEASON, ORDER, FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob 80 carl", "(integer) 3")
                .example(
                        "LEADERBOARD AROUNDSCORE scores 100 LIMIT 1",
                        " 1) \"entries\"\n" + " 2) 1) 1) \"id\"\n"
                                + "       2) \"bob\"\n"
                                + "       3) \"score\"\n"
                                + "       4) \"90\"\n"
                                + "       5) \"rank\"\n"
                                + "       6) (integer) 2\n"
                                + "       7) \"position\"\n"
                                + "       8) (integer) 2\n"
                                + " 3) \"position\"\n"
                                + " 4) (integer) 2\n"
                                + " 5) \"total\"\n"
                                + " 6) (integer) 3\n"
                                + " 7) \"season\"\n"
                                + " 8) (nil)\n"
                                + " 9) \"seq\"\n"
                                + "10) (integer) 0")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    byte[] score = arguments.bytes();
                    Options options = Options.read(arguments, AROUND);
                    return read(keyspace, name, options, (ranking, as) -> {
                        Page page = new Page(ranking, as.full);
                        long first = Math.min(ranking.before(score, false) + 1, ranking.size());
                        return page.around(first, as.limit)
                                .with("position", Reply.whole(ranking.before(score, true) + 1))
                                .reply();
                    });
                });
    }

    private static void rangeByScore(Family<Keyspace> family) {
        row(family, "RANGEBYSCORE")
                .summary("Answers the entries with scores from min to max, -inf and inf for no end, and how many there"
                        + " are.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(key(), bytes("min"), bytes("max"), LIMIT, SEASON, ORDER, FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob 80 carl", "(integer) 3")
                .example(
                        "LEADERBOARD RANGEBYSCORE scores 100 inf",
                        " 1) \"entries\"\n" + " 2) 1) 1) \"id\"\n"
                                + "       2) \"ann\"\n"
                                + "       3) \"score\"\n"
                                + "       4) \"120\"\n"
                                + "       5) \"rank\"\n"
                                + "       6) (integer) 1\n"
                                + "       7) \"position\"\n"
                                + "       8) (integer) 1\n"
                                + " 3) \"matched\"\n"
                                + " 4) (integer) 1\n"
                                + " 5) \"total\"\n"
                                + " 6) (integer) 3\n"
                                + " 7) \"season\"\n"
                                + " 8) (nil)\n"
                                + " 9) \"seq\"\n"
                                + "10) (integer) 0")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    byte[] min = arguments.bytes();
                    byte[] max = arguments.bytes();
                    Options options = Options.read(arguments, SOME);
                    return read(keyspace, name, options, (ranking, as) -> range(ranking, min, max, as));
                });
    }

    private static Reply range(Ranking ranking, byte[] min, byte[] max, Options options) {
        boolean low = ranking.order() == Order.ASC;
        byte[] best = low ? min : max;
        byte[] worst = low ? max : min;
        long from = isInfinite(best) ? 0 : ranking.before(best, false);
        long to = isInfinite(worst) ? ranking.size() : ranking.before(worst, true);
        long matched = Math.max(0, to - from);
        return new Page(ranking, options.full)
                .from(from + 1, (int) Math.min(options.limit, matched))
                .with("matched", Reply.whole(matched))
                .reply();
    }

    private static boolean isInfinite(byte[] end) {
        String text = new String(end, StandardCharsets.ISO_8859_1);
        return text.equals("-inf") || text.equals("inf") || text.equals("+inf");
    }

    private static void ranks(Family<Keyspace> family) {
        row(family, "RANKS")
                .summary("Answers the entries of several members in the order of the board, and who has none.")
                .complexity("O(M*log(N)), M being the number of members")
                .takes(key(), SEASON, ORDER, FULL, whole("count"), many(bytes("member")))
                .fast()
                .example("ZADD scores 120 ann 90 bob 80 carl", "(integer) 3")
                .example(
                        "LEADERBOARD RANKS scores 2 eve carl",
                        " 1) \"entries\"\n" + " 2) 1) 1) \"id\"\n"
                                + "       2) \"carl\"\n"
                                + "       3) \"score\"\n"
                                + "       4) \"80\"\n"
                                + "       5) \"rank\"\n"
                                + "       6) (integer) 3\n"
                                + "       7) \"position\"\n"
                                + "       8) (integer) 3\n"
                                + " 3) \"not_found\"\n"
                                + " 4) 1) \"eve\"\n"
                                + " 5) \"total\"\n"
                                + " 6) (integer) 3\n"
                                + " 7) \"season\"\n"
                                + " 8) (nil)\n"
                                + " 9) \"seq\"\n"
                                + "10) (integer) 0")
                .runs(LeaderboardReads::ranks);
    }

    private static Reply ranks(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        Options options = new Options(MOST);
        while (options.ofRanks(arguments)) {
            // Up to the count.
        }
        long count = arguments.count(BoardError.BAD_LIMIT);
        if (count < 1 || count > MOST || arguments.left() != count) {
            throw BoardError.BAD_LIMIT;
        }
        List<byte[]> members = arguments.take(count);
        return read(keyspace, name, options, (ranking, as) -> {
            List<Standing> found = new ArrayList<>();
            List<byte[]> missing = new ArrayList<>();
            for (byte[] member : members) {
                Standing one = ranking.find(member);
                if (one == null) {
                    missing.add(member);
                } else {
                    found.add(one);
                }
            }
            found.sort(Comparator.comparingLong(Standing::position));
            Page page = new Page(ranking, as.full);
            found.forEach(page::entry);
            return page.with("not_found", Reply.many(missing)).reply();
        });
    }

    private static void get(Family<Keyspace> family) {
        row(family, "GET")
                .summary("Answers the entry of a member, and what percentage of the others has a worse score.")
                .complexity("O(log(N))")
                .takes(key(), bytes("member"), SEASON, ORDER, FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob 80 carl", "(integer) 3")
                .example(
                        "LEADERBOARD GET scores bob",
                        " 1) \"id\"\n" + " 2) \"bob\"\n"
                                + " 3) \"score\"\n"
                                + " 4) \"90\"\n"
                                + " 5) \"rank\"\n"
                                + " 6) (integer) 2\n"
                                + " 7) \"position\"\n"
                                + " 8) (integer) 2\n"
                                + " 9) \"beats\"\n"
                                + "10) \"50\"\n"
                                + "11) \"total\"\n"
                                + "12) (integer) 3\n"
                                + "13) \"season\"\n"
                                + "14) (nil)\n"
                                + "15) \"seq\"\n"
                                + "16) (integer) 0")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    byte[] member = arguments.bytes();
                    Options options = Options.read(arguments, 1);
                    return read(keyspace, name, options, (ranking, as) -> {
                        Ranking seen = seen(ranking, member);
                        Standing one = seen.find(member);
                        if (one == null) {
                            throw BoardError.NOT_RANKED;
                        }
                        return Page.one(seen, one, as.full);
                    });
                });
    }

    private static void definition(Family<Keyspace> family) {
        row(family, "DEFINITION")
                .summary("Answers the definition of a leaderboard as JSON, with all defaults in their places.")
                .complexity("O(1)")
                .takes(key())
                .fast()
                .example("LEADERBOARD DEFINE scores '{\"order\":\"asc\"}'", "(integer) 1")
                .example(
                        "LEADERBOARD DEFINITION scores",
                        "\"{\\\"order\\\":\\\"asc\\\",\\\"keep\\\":\\\"best\\\",\\\"ties\\\":\\\"first\\\","
                                + "\\\"decimals\\\":0,\\\"big\\\":false,"
                                + "\\\"submits_per_s\\\":10,\\\"ttl_s\\\":0,"
                                + "\\\"client_submit\\\":false,\\\"feeds\\\":[],"
                                + "\\\"season\\\":{\\\"zone\\\":\\\"UTC\\\",\\\"keep\\\":10,\\\"grace_s\\\":0}}\"")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    return Boards.run(
                            keyspace,
                            boards -> Reply.bytes(boards.open(name).definition().text()));
                });
    }

    private static void seasons(Family<Keyspace> family) {
        row(family, "SEASONS")
                .summary("Answers the seasons that can be read, the present one first.")
                .complexity("O(S), S being the number of seasons")
                .takes(key())
                .fast()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example(
                        "LEADERBOARD SEASONS scores",
                        "1) 1) \"season\"\n" + "   2) \"1970-01-01T00:00:00Z\"\n"
                                + "   3) \"end\"\n"
                                + "   4) (nil)\n"
                                + "   5) \"total\"\n"
                                + "   6) (integer) 0\n"
                                + "   7) \"present\"\n"
                                + "   8) (integer) 1")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    return Boards.run(keyspace, boards -> {
                        Board board = boards.open(name);
                        List<Reply> seasons = new ArrayList<>();
                        seasons.add(season(board.start(), board.end(), board.size(), !board.ended()));
                        for (Board.Past past : board.past()) {
                            seasons.add(season(past.start(), past.end(), past.total(), false));
                        }
                        return new Reply.Many(seasons);
                    });
                });
    }

    private static Reply season(long start, long end, long total, boolean present) {
        return new Reply.Pairs(List.of(
                Reply.bytes("season"),
                Reply.bytes(Board.season(start)),
                Reply.bytes("end"),
                end == Schedule.NEVER ? Reply.NIL : Reply.bytes(Board.season(end)),
                Reply.bytes("total"),
                Reply.whole(total),
                Reply.bytes("present"),
                Reply.truth(present)));
    }
}
