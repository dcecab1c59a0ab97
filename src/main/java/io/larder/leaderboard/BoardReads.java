package io.larder.leaderboard;

import static io.larder.command.Argument.key;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Argument;
import io.larder.command.Arguments;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.type.SortedSet;
import java.util.ArrayList;
import java.util.List;

/** Leaderboards, what is known of them as a whole: LEADERBOARD DEFINITION, SEASONS, BOARDS. */
final class BoardReads {

    private static final int SOME = 20;

    /** Each is another key to be locked, for which the command starts over. */
    private static final int MOST = 100;

    private static final Argument LIMIT = option("LIMIT", whole("limit"));

    private BoardReads() {}

    static void addTo(Family<Keyspace> family) {
        definition(family);
        seasons(family);
        boards(family);
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

    private static void boards(Family<Keyspace> family) {
        family.command("LEADERBOARD BOARDS")
                .reads()
                .summary(
                        "Answers some leaderboards with their definitions, and where to go on; 0 at the end. Those that"
                                + " are there all the time are answered at least once.")
                .complexity("O(M*log(N)), M being the number of leaderboards answered and N that of all")
                .takes(option("CURSOR", whole("cursor")), LIMIT)
                .flag(Flag.ENUMERATES)
                .flag(Flag.UNORDERED)
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example(
                        "LEADERBOARD BOARDS LIMIT 5",
                        "1) \"boards\"\n" + "2) 1)  1) \"name\"\n"
                                + "       2) \"scores\"\n"
                                + "       3) \"definition\"\n"
                                + "       4) \"{\\\"order\\\":\\\"desc\\\",\\\"keep\\\":\\\"best\\\","
                                + "\\\"ties\\\":\\\"first\\\",\\\"decimals\\\":0,\\\"big\\\":false,"
                                + "\\\"submits_per_s\\\":10,\\\"ttl_s\\\":0,"
                                + "\\\"client_submit\\\":false,\\\"client_read\\\":false,"
                                + "\\\"feeds\\\":[],\\\"season\\\":{\\\"zone\\\":\\\"UTC\\\","
                                + "\\\"keep\\\":10,\\\"grace_s\\\":0}}\"\n"
                                + "       5) \"season\"\n"
                                + "       6) \"1970-01-01T00:00:00Z\"\n"
                                + "       7) \"end\"\n"
                                + "       8) (nil)\n"
                                + "       9) \"total\"\n"
                                + "      10) (integer) 0\n"
                                + "3) \"cursor\"\n"
                                + "4) \"0\"")
                .runs(BoardReads::boards);
    }

    private static Reply boards(Keyspace keyspace, Arguments arguments) {
        long cursor = 0;
        int limit = SOME;
        while (arguments.more()) {
            if (arguments.option("CURSOR")) {
                cursor = arguments.count(BoardError.BAD_CURSOR);
            } else if (arguments.option("LIMIT")) {
                limit = ReadOptions.limit(arguments, MOST);
            } else {
                throw CommandError.SYNTAX;
            }
        }
        keyspace.reach(Boards.INDEX);
        SortedSet index = SortedSet.find(keyspace, Boards.INDEX);
        List<byte[]> names = new ArrayList<>();
        long next = index == null ? 0 : index.scan(cursor, limit, names::add);
        List<Reply> found = new ArrayList<>();
        for (byte[] name : names) {
            keyspace.reach(name);
            Entry entry = keyspace.peek(name);
            if (entry != null && entry.kind() == Kind.LEADERBOARD) {
                found.add(shown(name, new Board(entry)));
            }
        }
        return new Reply.Pairs(List.of(
                Reply.bytes("boards"), new Reply.Many(found), Reply.bytes("cursor"), Reply.bytes(Long.toString(next))));
    }

    private static Reply shown(byte[] name, Board board) {
        return new Reply.Pairs(List.of(
                Reply.bytes("name"),
                Reply.bytes(name),
                Reply.bytes("definition"),
                Reply.bytes(board.definition().text()),
                Reply.bytes("season"),
                Reply.bytes(board.season()),
                Reply.bytes("end"),
                board.end() == Schedule.NEVER ? Reply.NIL : Reply.bytes(Board.season(board.end())),
                Reply.bytes("total"),
                Reply.whole(board.size())));
    }
}
