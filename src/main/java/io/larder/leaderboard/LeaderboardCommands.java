package io.larder.leaderboard;

import static io.larder.command.Argument.bytes;
import static io.larder.command.Argument.flag;
import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;
import static io.larder.command.Argument.option;
import static io.larder.command.Argument.whole;

import io.larder.command.Arguments;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Family;
import io.larder.command.Flag;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaderboards, what changes them: LEADERBOARD DEFINE, SUBMIT, SUBMITMANY, METADATA, REMOVE, HIDE, UNHIDE, RESET, DROP,
 * SETTLE. What reads them is in {@link PageReads}, {@link MemberReads} and {@link BoardReads}.
 */
public final class LeaderboardCommands {

    private static final int MOST = 1000;
    private static final CommandError BAD_COUNT =
            new CommandError("BAD_COUNT there must be 1 to " + MOST + " scores, as many as the count says");

    private final Family<Keyspace> family = new Family<>(Keyspace.class, Group.LEADERBOARD);
    private final SubmitRate rate = new SubmitRate();

    /** The rows of one server. */
    public LeaderboardCommands() {
        define();
        submit();
        submitMany();
        PageReads.addTo(family);
        MemberReads.addTo(family);
        BoardReads.addTo(family);
        metadata();
        remove();
        hide();
        reset();
        drop();
        settle();
        family.help("LEADERBOARD", "1.0.0");
    }

    /** The rows. */
    public Family<Keyspace> family() {
        return family;
    }

    private Command.Row<Keyspace> row(String name) {
        return family.command("LEADERBOARD " + name).writes();
    }

    private void define() {
        row("DEFINE")
                .summary("Makes a leaderboard, or changes its definition; what the JSON leaves out has its default.")
                .complexity("O(1)")
                .takes(key(), bytes("json"))
                .mayGrow()
                .example("LEADERBOARD DEFINE scores '{\"order\":\"desc\",\"keep\":\"best\"}'", "(integer) 1")
                .example("LEADERBOARD DEFINE scores {}", "(integer) 0")
                .runs(LeaderboardCommands::define);
    }

    private static Reply define(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        Definition definition = Definition.parse(arguments.bytes());
        arguments.end();
        if (definition.feeds().stream().anyMatch(feed -> Arrays.equals(feed, name))) {
            throw BoardError.badDefinition("a leaderboard cannot feed itself");
        }
        return Boards.run(keyspace, boards -> Reply.truth(boards.define(name, definition)));
    }

    private void submit() {
        row("SUBMIT")
                .summary("Gives a member a score, and answers its rank now and before.")
                .complexity("O(log(N)) for the board and each one that it feeds")
                .takes(
                        key(),
                        bytes("member"),
                        bytes("score"),
                        option("METADATA", bytes("json")),
                        option("SEASON", bytes("season")),
                        option("ID", bytes("idempotency-key")))
                .mayGrow()
                .fast()
                .flag(Flag.FOR_USERS)
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example(
                        "LEADERBOARD SUBMIT scores ann 120",
                        " 1) \"id\"\n" + " 2) \"ann\"\n"
                                + " 3) \"score\"\n"
                                + " 4) \"120\"\n"
                                + " 5) \"rank\"\n"
                                + " 6) (integer) 1\n"
                                + " 7) \"position\"\n"
                                + " 8) (integer) 1\n"
                                + " 9) \"previous_score\"\n"
                                + "10) (nil)\n"
                                + "11) \"previous_rank\"\n"
                                + "12) (nil)\n"
                                + "13) \"changed\"\n"
                                + "14) (integer) 1\n"
                                + "15) \"total\"\n"
                                + "16) (integer) 1\n"
                                + "17) \"season\"\n"
                                + "18) \"1970-01-01T00:00:00Z\"\n"
                                + "19) \"seq\"\n"
                                + "20) (integer) 1")
                .runs(this::submit);
    }

    private Reply submit(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        byte[] member = arguments.bytes();
        byte[] score = arguments.bytes();
        byte[] metadata = null;
        byte[] season = null;
        byte[] id = null;
        while (arguments.more()) {
            if (arguments.option("METADATA")) {
                metadata = arguments.bytes();
            } else if (arguments.option("SEASON")) {
                season = arguments.bytes();
            } else if (arguments.option("ID")) {
                id = arguments.bytes();
            } else {
                throw CommandError.SYNTAX;
            }
        }
        Submission submission = Submission.of(member, score, metadata);
        byte[] meant = season;
        byte[] once = id;
        return Boards.run(keyspace, boards -> {
            Submits.requireUser(boards, name, arguments.user(), submission);
            return Outcome.reply(Once.run(
                    keyspace, name, once, submission, () -> new Submits(boards, rate, name, meant).one(submission)));
        });
    }

    private void submitMany() {
        row("SUBMITMANY")
                .summary("Gives several members scores, each with its own answer, or with ATOMIC all or none of them;"
                        + " WITHMETADATA has a JSON object behind each score, or nothing to keep what is there.")
                .complexity("O(M*log(N)), M being the number of scores")
                .takes(
                        key(),
                        flag("ATOMIC"),
                        flag("WITHMETADATA"),
                        option("SEASON", bytes("season")),
                        whole("count"),
                        many(bytes("member"), bytes("score")))
                .mayGrow()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example(
                        "LEADERBOARD SUBMITMANY scores ATOMIC 2 ann 120 bob 90",
                        "1)  1) \"id\"\n" + "    2) \"ann\"\n"
                                + "    3) \"score\"\n"
                                + "    4) \"120\"\n"
                                + "    5) \"rank\"\n"
                                + "    6) (integer) 1\n"
                                + "    7) \"position\"\n"
                                + "    8) (integer) 1\n"
                                + "    9) \"previous_score\"\n"
                                + "   10) (nil)\n"
                                + "   11) \"previous_rank\"\n"
                                + "   12) (nil)\n"
                                + "   13) \"changed\"\n"
                                + "   14) (integer) 1\n"
                                + "   15) \"total\"\n"
                                + "   16) (integer) 1\n"
                                + "   17) \"season\"\n"
                                + "   18) \"1970-01-01T00:00:00Z\"\n"
                                + "   19) \"seq\"\n"
                                + "   20) (integer) 1\n"
                                + "2)  1) \"id\"\n"
                                + "    2) \"bob\"\n"
                                + "    3) \"score\"\n"
                                + "    4) \"90\"\n"
                                + "    5) \"rank\"\n"
                                + "    6) (integer) 2\n"
                                + "    7) \"position\"\n"
                                + "    8) (integer) 2\n"
                                + "    9) \"previous_score\"\n"
                                + "   10) (nil)\n"
                                + "   11) \"previous_rank\"\n"
                                + "   12) (nil)\n"
                                + "   13) \"changed\"\n"
                                + "   14) (integer) 1\n"
                                + "   15) \"total\"\n"
                                + "   16) (integer) 2\n"
                                + "   17) \"season\"\n"
                                + "   18) \"1970-01-01T00:00:00Z\"\n"
                                + "   19) \"seq\"\n"
                                + "   20) (integer) 2")
                .runs(this::submitMany);
    }

    private Reply submitMany(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        boolean atomic = false;
        boolean described = false;
        byte[] season = null;
        for (boolean more = true; more; ) {
            if (arguments.flag("ATOMIC")) {
                atomic = true;
            } else if (arguments.flag("WITHMETADATA")) {
                described = true;
            } else if (arguments.option("SEASON")) {
                season = arguments.bytes();
            } else {
                more = false;
            }
        }
        long count = arguments.count(BAD_COUNT);
        if (count < 1 || count > MOST || arguments.left() != count * (described ? 3 : 2)) {
            throw BAD_COUNT;
        }
        List<byte[]> words = arguments.take(arguments.left());
        byte[] meant = season;
        boolean all = atomic;
        int each = described ? 3 : 2;
        return Boards.run(keyspace, boards -> {
            Submits submits = new Submits(boards, rate, name, meant);
            return all ? together(submits, words, each) : oneByOne(submits, words, each);
        });
    }

    private static Submission submission(List<byte[]> words, int at, int each) {
        byte[] metadata = each == 3 && words.get(at + 2).length > 0 ? words.get(at + 2) : null;
        return Submission.of(words.get(at), words.get(at + 1), metadata);
    }

    private static Reply together(Submits submits, List<byte[]> words, int each) {
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < words.size(); i += each) {
            try {
                submissions.add(submission(words, i, each));
            } catch (CommandError refusal) {
                throw BoardError.at(i / each, refusal);
            }
        }
        List<Reply> replies = new ArrayList<>();
        submits.all(submissions).forEach(outcomes -> replies.add(Outcome.reply(outcomes)));
        return new Reply.Many(replies);
    }

    private static Reply oneByOne(Submits submits, List<byte[]> words, int each) {
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < words.size(); i += each) {
            try {
                replies.add(Outcome.reply(submits.one(submission(words, i, each))));
            } catch (CommandError refusal) {
                replies.add(refusal.reply());
            }
        }
        return new Reply.Many(replies);
    }

    private void metadata() {
        row("METADATA")
                .summary("Replaces the metadata of an entry, a JSON object; null takes it out.")
                .complexity("O(log(N))")
                .takes(key(), bytes("member"), bytes("json"))
                .mayGrow()
                .fast()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD SUBMITMANY scores 1 ann 120", "any")
                .example("LEADERBOARD METADATA scores ann '{\"lap\":3}'", "OK")
                .runs(LeaderboardCommands::metadata);
    }

    private static Reply metadata(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        byte[] member = arguments.bytes();
        byte[] json = arguments.bytes();
        arguments.end();
        byte @Nullable [] metadata = new String(json, java.nio.charset.StandardCharsets.ISO_8859_1).equals("null")
                ? null
                : Submission.metadata(json);
        return Boards.run(keyspace, boards -> {
            Board board = boards.openToChange(name);
            Held held = held(board, member);
            if (!Arrays.equals(held.metadata(), metadata)) {
                board.put(member, held, held.metadata(metadata));
                boards.tell("metadata", name);
            }
            return Reply.OK;
        });
    }

    private static Held held(Board board, byte[] member) {
        Held held = board.held(member);
        if (held == null) {
            throw BoardError.NOT_RANKED;
        }
        return held;
    }

    private void remove() {
        row("REMOVE")
                .summary("Takes members out of the present season, and counts those that were there.")
                .complexity("O(M*log(N)), M being the number of members")
                .takes(key(), many(bytes("member")))
                .fast()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD SUBMITMANY scores 1 ann 120", "any")
                .example("LEADERBOARD REMOVE scores ann bob", "(integer) 1")
                .runs(LeaderboardCommands::remove);
    }

    private static Reply remove(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        byte[][] members = arguments.rest();
        return Boards.run(keyspace, boards -> {
            Board board = boards.openToChange(name);
            long removed = 0;
            for (byte[] member : members) {
                Held held = board.held(member);
                if (held != null) {
                    board.remove(member, held);
                    removed++;
                }
            }
            if (removed > 0) {
                boards.tell("remove", name);
            }
            return Reply.whole(removed);
        });
    }

    private void hide() {
        row("HIDE")
                .summary("Keeps an entry and ranks it no more; the member itself still sees itself at its place.")
                .complexity("O(log(N))")
                .takes(key(), bytes("member"))
                .fast()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD SUBMITMANY scores 1 ann 120", "any")
                .example("LEADERBOARD HIDE scores ann", "(integer) 1")
                .runs((keyspace, arguments) -> hide(keyspace, arguments, true));
        row("UNHIDE")
                .summary("Ranks a hidden entry again, at the place that it had.")
                .complexity("O(log(N))")
                .takes(key(), bytes("member"))
                .fast()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD SUBMITMANY scores 1 ann 120", "any")
                .example("LEADERBOARD UNHIDE scores ann", "(integer) 0")
                .runs((keyspace, arguments) -> hide(keyspace, arguments, false));
    }

    private static Reply hide(Keyspace keyspace, Arguments arguments, boolean hidden) {
        byte[] name = arguments.key();
        byte[] member = arguments.bytes();
        return Boards.run(keyspace, boards -> {
            Board board = boards.openToChange(name);
            Held held = held(board, member);
            if (held.hidden() == hidden) {
                return Reply.ZERO;
            }
            board.put(member, held, held.hidden(hidden));
            boards.tell(hidden ? "hide" : "unhide", name);
            return Reply.ONE;
        });
    }

    private void reset() {
        row("RESET")
                .summary("Ends the present season now and begins the next one; the schedule stays as it is.")
                .complexity("O(1)")
                .takes(key())
                .mayGrow()
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD RESET scores", "any")
                .runs(LeaderboardCommands::reset);
    }

    private static Reply reset(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        return Boards.run(keyspace, boards -> {
            Board board = boards.openToChange(name);
            String ended = board.season();
            Board next = boards.reset(name, board);
            return new Reply.Pairs(List.of(
                    Reply.bytes("ended"), Reply.bytes(ended), Reply.bytes("season"), Reply.bytes(next.season())));
        });
    }

    private void drop() {
        row("DROP")
                .summary("Deletes a leaderboard with all its seasons.")
                .complexity("O(S), S being the number of seasons")
                .takes(key())
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD DROP scores", "(integer) 1")
                .runs(LeaderboardCommands::drop);
    }

    private static Reply drop(Keyspace keyspace, Arguments arguments) {
        byte[] name = arguments.key();
        return Boards.run(keyspace, boards -> {
            Board board = boards.find(name);
            if (board == null) {
                return Reply.ZERO;
            }
            boards.drop(name, board);
            return Reply.ONE;
        });
    }

    private void settle() {
        row("SETTLE")
                .summary("Does what the clock has made due for a leaderboard that nobody touches; any other command on"
                        + " it does so first.")
                .complexity("O(M*log(N)), M being the number of entries that have expired")
                .takes(key())
                .flag(Flag.ADMIN)
                .example("LEADERBOARD DEFINE scores {}", "(integer) 1")
                .example("LEADERBOARD SETTLE scores", "OK")
                .runs((keyspace, arguments) -> {
                    byte[] name = arguments.key();
                    Boards.of(keyspace).settle(name);
                    return Reply.OK;
                });
    }
}
