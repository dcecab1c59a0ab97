package io.larder.leaderboard;

import static io.larder.command.Argument.key;

import io.larder.command.Family;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;

/** Leaderboards, what is known of them as a whole: LEADERBOARD DEFINITION, SEASONS. */
final class BoardReads {

    private BoardReads() {}

    static void addTo(Family<Keyspace> family) {
        definition(family);
        seasons(family);
    }

    private static void definition(Family<Keyspace> family) {
        family.command("LEADERBOARD DEFINITION")
                .reads()
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
                                + "\\\"client_submit\\\":false,\\\"client_read\\\":false,\\\"feeds\\\":[],"
                                + "\\\"season\\\":{\\\"zone\\\":\\\"UTC\\\",\\\"keep\\\":10,\\\"grace_s\\\":0}}\"")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    return Boards.run(
                            keyspace,
                            boards -> Reply.bytes(boards.open(name).definition().text()));
                });
    }

    private static void seasons(Family<Keyspace> family) {
        ReadOptions.row(family, "SEASONS")
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
                        Users.requireReadable(boards, name, arguments.user());
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
