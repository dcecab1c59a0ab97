package io.larder.leaderboard;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.oneOf;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;

/**
 * Leaderboards, who is there: LEADERBOARD TOP, LIST, AROUND, AROUNDSCORE, RANGEBYSCORE. They read a plain sorted set as
 * well, high scores first unless ORDER says otherwise.
 */
final class PageReads {

    private static final int FEW = 10;
    private static final int SOME = 20;
    private static final int AROUND = 5;

    private PageReads() {}

    static void addTo(Family<Keyspace> family) {
        top(family);
        list(family);
        around(family);
        aroundScore(family);
        rangeByScore(family);
    }

    private static void top(Family<Keyspace> family) {
        ReadOptions.row(family, "TOP")
                .summary("Answers the first entries of a leaderboard, ten unless LIMIT or PERCENT says otherwise.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        oneOf(ReadOptions.LIMIT, option("PERCENT", whole("percent"))),
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL)
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
                    ReadOptions options = ReadOptions.read(arguments, FEW);
                    return ReadOptions.read(
                            keyspace,
                            name,
                            options,
                            (ranking, as) -> new Page(ranking, as.full)
                                    .from(1, as.first(ranking.size()))
                                    .reply());
                });
    }

    private static void list(Family<Keyspace> family) {
        ReadOptions.row(family, "LIST")
                .summary("Answers entries in order from a position or a cursor on, with cursors to go on and back.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        oneOf(option("FROM", whole("position")), option("CURSOR", bytes("cursor"))),
                        ReadOptions.LIMIT,
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL)
                .fast()
                .example("ZADD scores 120 ann 90 bob", "(integer) 2")
                .example("LEADERBOARD LIST scores LIMIT 5", "any")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    ReadOptions options = ReadOptions.read(arguments, SOME);
                    return ReadOptions.read(keyspace, name, options, PageReads::list);
                });
    }

    private static Reply list(Ranking ranking, ReadOptions options) {
        Page page = new Page(ranking, options.full);
        byte[] cursor = options.cursor;
        return (cursor == null ? page.list(options.from, options.limit) : page.list(cursor, options.limit)).reply();
    }

    private static void around(Family<Keyspace> family) {
        ReadOptions.row(family, "AROUND")
                .summary("Answers a member's entry among those above and below it; with ORLAST the last entries where"
                        + " it has none.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        bytes("member"),
                        ReadOptions.LIMIT,
                        flag("ORLAST"),
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL)
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
                    ReadOptions options = ReadOptions.read(arguments, AROUND);
                    return ReadOptions.read(keyspace, name, options, (ranking, as) -> around(ranking, member, as));
                });
    }

    private static Reply around(Ranking ranking, byte[] member, ReadOptions options) {
        Ranking seen = ReadOptions.seen(ranking, member);
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
        ReadOptions.row(family, "AROUNDSCORE")
                .summary("Answers the entries around a score, and the position that a new entry with it would have.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        bytes("score"),
                        ReadOptions.LIMIT,
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL)
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
                    ReadOptions options = ReadOptions.read(arguments, AROUND);
                    return ReadOptions.read(keyspace, name, options, (ranking, as) -> {
                        Page page = new Page(ranking, as.full);
                        long first = Math.min(ranking.before(score, false) + 1, ranking.size());
                        return page.around(first, as.limit)
                                .with("position", Reply.whole(ranking.before(score, true) + 1))
                                .reply();
                    });
                });
    }

    private static void rangeByScore(Family<Keyspace> family) {
        ReadOptions.row(family, "RANGEBYSCORE")
                .summary("Answers the entries with scores from min to max, -inf and inf for no end, and how many there"
                        + " are.")
                .complexity("O(log(N)+M*log(N)), M being the number of entries answered")
                .takes(
                        key(),
                        bytes("min"),
                        bytes("max"),
                        ReadOptions.LIMIT,
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL)
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
                    ReadOptions options = ReadOptions.read(arguments, SOME);
                    return ReadOptions.read(keyspace, name, options, (ranking, as) -> range(ranking, min, max, as));
                });
    }

    private static Reply range(Ranking ranking, byte[] min, byte[] max, ReadOptions options) {
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
}
