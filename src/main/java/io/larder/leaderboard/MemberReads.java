package io.larder.leaderboard;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Leaderboards, where somebody stands: LEADERBOARD RANKS, GET. They read a plain sorted set as well. */
final class MemberReads {

    private MemberReads() {}

    static void addTo(Family<Keyspace> family) {
        ranks(family);
        get(family);
    }

    private static void ranks(Family<Keyspace> family) {
        ReadOptions.row(family, "RANKS")
                .summary("Answers the entries of several members in the order of the board, and who has none.")
                .complexity("O(M*log(N)), M being the number of members")
                .takes(
                        key(),
                        ReadOptions.SEASON,
                        ReadOptions.ORDER,
                        ReadOptions.FULL,
                        whole("count"),
                        many(bytes("member")))
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
                .runs(MemberReads::ranks);
    }

    private static Reply ranks(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        ReadOptions options = ReadOptions.ofRanks(arguments);
        long count = arguments.count(BoardError.BAD_LIMIT);
        if (count < 1 || count > ReadOptions.MOST || arguments.left() != count) {
            throw BoardError.BAD_LIMIT;
        }
        List<byte[]> members = arguments.take(count);
        return ReadOptions.read(keyspace, name, options, (ranking, as) -> {
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
        ReadOptions.row(family, "GET")
                .summary("Answers the entry of a member, and what percentage of the others has a worse score.")
                .complexity("O(log(N))")
                .takes(key(), bytes("member"), ReadOptions.SEASON, ReadOptions.ORDER, ReadOptions.FULL)
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
                    ReadOptions options = ReadOptions.read(arguments, 1);
                    return ReadOptions.read(keyspace, name, options, (ranking, as) -> {
                        Ranking seen = ReadOptions.seen(ranking, member);
                        Standing one = seen.find(member);
                        if (one == null) {
                            throw BoardError.NOT_RANKED;
                        }
                        return Page.one(seen, one, as.full);
                    });
                });
    }
}
