package io.larder.leaderboard;

import io.larder.command.CommandError;
import io.larder.command.FewLines;
import io.larder.command.Key;
import io.larder.command.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Submits of one command to a board and to those that it feeds, as one step. A score that one of them refuses changes
 * none of them.
 */
final class Submits {

    private static final System.Logger LOG = System.getLogger(Submits.class.getName());

    private static final FewLines REFUSALS = new FewLines(
            System::nanoTime,
            more -> LOG.log(System.Logger.Level.INFO, more + " more scores were refused within a second"));

    /** So many bytes of what was sent are written down. */
    private static final int LONGEST = 128;

    /** A board with its key. */
    private static final class Target {
        private final byte[] name;
        private final Board board;
        private boolean told;

        Target(byte[] name, Board board) {
            this.name = name;
            this.board = board;
        }
    }

    private final Boards boards;
    private final SubmitRate rate;
    private final List<Target> targets = new ArrayList<>();
    private final Map<Key, Integer> counts = new HashMap<>();
    /** The board whose ended season takes the scores; null where it is the present one. */
    private final @Nullable Board home;

    /**
     * Finds the boards.
     *
     * @param season the id of the season that is meant; null for the present one
     * @throws CommandError where one is not there, or the season takes no scores
     */
    Submits(Boards boards, SubmitRate rate, byte[] name, byte @Nullable [] season) {
        this.boards = boards;
        this.rate = rate;
        Board board = boards.openToChange(name);
        Board.Past past = season == null ? null : boards.past(board, season);
        if (season != null && past == null) {
            throw BoardError.SEASON_CLOSED;
        }
        if (past == null || past.start() == board.start()) {
            home = null;
            targets.add(new Target(name, board));
            for (byte[] feed : board.definition().feeds()) {
                targets.add(new Target(feed, feed(feed)));
            }
            return;
        }
        boolean inGrace = boards.now() - past.end() < board.definition().grace();
        Board archived = inGrace && past.kept() ? boards.archived(name, past) : null;
        if (archived == null) {
            throw BoardError.SEASON_CLOSED;
        }
        home = board;
        targets.add(new Target(name, archived));
    }

    private Board feed(byte[] name) {
        boards.keyspace().reach(name);
        Board board = boards.find(name);
        if (board == null || board.ended()) {
            throw BoardError.noFeed(new String(name, StandardCharsets.UTF_8));
        }
        return board;
    }

    /**
     * Carries one out.
     *
     * @throws CommandError where it is refused; it has changed nothing
     */
    List<Outcome> one(Submission submission) {
        List<Change> changes = new ArrayList<>(targets.size());
        for (Target target : targets) {
            changes.add(plan(target, submission, target.board.held(submission.member())));
        }
        count(submission);
        return make(changes);
    }

    /**
     * Carries out all or none.
     *
     * @throws CommandError with the index of the first one that is refused; nothing has changed
     */
    List<List<Outcome>> all(List<Submission> submissions) {
        List<Map<Key, Held>> ahead = new ArrayList<>();
        targets.forEach(target -> ahead.add(new HashMap<>()));
        for (int i = 0; i < submissions.size(); i++) {
            Submission submission = submissions.get(i);
            Key member = new Key(submission.member());
            try {
                for (int j = 0; j < targets.size(); j++) {
                    Target target = targets.get(j);
                    Held old = ahead.get(j).get(member);
                    old = old != null ? old : target.board.held(submission.member());
                    ahead.get(j).put(member, plan(target, submission, old).after());
                }
                count(submission);
            } catch (CommandError refusal) {
                throw BoardError.at(i, refusal);
            }
        }
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (Submission submission : submissions) {
            List<Change> changes = new ArrayList<>(targets.size());
            for (Target target : targets) {
                Held old = target.board.held(submission.member());
                changes.add(Change.plan(target.name, target.board, submission, old, boards.now()));
            }
            outcomes.add(make(changes));
        }
        return outcomes;
    }

    /**
     * Looks at who submits.
     *
     * @param user the user that the caller is; null for whoever may submit for everybody
     * @throws CommandError where it is a user who may not
     */
    static void requireUser(Boards boards, byte[] name, @Nullable String user, Submission submission) {
        try {
            Users.requireSubmit(boards, name, user, submission.member());
        } catch (CommandError refusal) {
            log(name, submission, refusal);
            throw refusal;
        }
    }

    private Change plan(Target target, Submission submission, @Nullable Held old) {
        try {
            return Change.plan(target.name, target.board, submission, old, boards.now());
        } catch (CommandError refusal) {
            log(target.name, submission, refusal);
            throw refusal;
        }
    }

    private void count(Submission submission) {
        Target first = targets.get(0);
        int most = first.board.definition().submitsPerSecond();
        int before = counts.merge(new Key(submission.member()), 1, Integer::sum) - 1;
        try {
            rate.count(boards.keyspace(), first.name, submission.member(), before, most);
        } catch (CommandError refusal) {
            log(first.name, submission, refusal);
            throw refusal;
        }
    }

    /** Who cheats is to be found: what is not plausible is written down with its score. */
    private static void log(byte[] name, Submission submission, CommandError refusal) {
        if (REFUSALS.room()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Leaderboard " + Quoted.of(name, LONGEST) + " refuses the score "
                            + Quoted.of(submission.score(), LONGEST) + " of " + Quoted.of(submission.member(), LONGEST)
                            + ": " + refusal.text());
        }
    }

    private List<Outcome> make(List<Change> changes) {
        List<Outcome> outcomes = new ArrayList<>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            outcomes.add(changes.get(i).make());
            Target target = targets.get(i);
            if (changes.get(i).becomes() != null && !target.told) {
                // Once for all scores of a command, as of all members of a ZADD.
                target.told = true;
                boards.tell("submit", target.name);
            }
        }
        Board archived = targets.get(0).board;
        if (home != null) {
            home.remember(new Board.Past(archived.start(), archived.end(), archived.size(), true));
        }
        return outcomes;
    }
}
