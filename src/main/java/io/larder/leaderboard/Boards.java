package io.larder.leaderboard;

import io.larder.command.CommandError;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import io.larder.type.SortedSet;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leaderboards within one command: finds them, and first carries out what the clock has made due, whether the command
 * reads or writes. So nobody ever sees a season that is over, or an entry that has expired.
 *
 * <p>The end of a season renames the board's key to that of the season and begins a new value at the old one: the cost
 * does not depend on how many entries there are, and other keys are not held up. Ends that were missed while the
 * process was down are carried out in order, up to the present season.
 *
 * <p>A sorted set of all boards, at {@link #INDEX}, says when each is to be looked at if nobody touches it.
 */
final class Boards {

    /** All boards, each with the time at which something is due. */
    static final byte[] INDEX = "larder:leaderboards".getBytes(StandardCharsets.UTF_8);

    private static final int LONGEST_NAME = 512;
    private static final int MOST_ENDS = 1000;

    private final Keyspace keyspace;
    private boolean settled;

    private Boards(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /**
     * Runs a command. What was due stays done when the command itself is refused, which has changed nothing by then.
     */
    static Reply run(Keyspace keyspace, Function<Boards, Reply> command) {
        Boards boards = new Boards(keyspace);
        try {
            return command.apply(boards);
        } catch (CommandError refusal) {
            if (boards.settled) {
                return refusal.reply();
            }
            throw refusal;
        }
    }

    /** Boards of a command that does more than this room knows. */
    static Boards of(Keyspace keyspace) {
        return new Boards(keyspace);
    }

    long now() {
        return keyspace.now();
    }

    /**
     * The present season of a board that the command may use.
     *
     * @throws CommandError where there is none
     */
    Board open(byte[] name) {
        Board board = find(name);
        if (board == null) {
            throw BoardError.NO_BOARD;
        }
        return board;
    }

    /**
     * The same, to be changed.
     *
     * @throws CommandError where there is none, or only one of its ended seasons
     */
    Board openToChange(byte[] name) {
        Board board = open(name);
        if (board.ended()) {
            throw BoardError.ENDED;
        }
        return board;
    }

    /**
     * The same, or null where the key has nothing.
     *
     * @throws CommandError where the key has a value of another type
     */
    @Nullable
    Board find(byte[] name) {
        Entry entry = keyspace.find(name);
        if (entry == null) {
            return null;
        }
        if (entry.kind() != Kind.LEADERBOARD) {
            throw CommandError.WRONG_TYPE;
        }
        return settle(name, entry, Integer.MAX_VALUE);
    }

    /** The definition of a board, whatever is due for it; null where the key has none. */
    @Nullable
    Definition definition(byte[] name) {
        Entry entry = keyspace.find(name);
        return entry == null || entry.kind() != Kind.LEADERBOARD ? null : new Board(entry).definition();
    }

    /** Whether the key has a plain sorted set instead of a board. */
    @Nullable
    SortedSet sortedSet(byte[] name) {
        Entry entry = keyspace.find(name);
        return entry != null && entry.kind() == Kind.SORTED_SET ? new SortedSet(entry) : null;
    }

    private Board settle(byte[] name, Entry entry, int most) {
        Board board = new Board(entry);
        long now = keyspace.now();
        if (board.ended() || board.end() > now && !board.anyExpired(now)) {
            return board;
        }
        Schedule schedule = board.definition().schedule();
        keyspace.settle();
        settled = true;
        int ends = 0;
        boolean expired = false;
        for (int left = most; ; left--) {
            if (left > 0 && board.expireOne(Math.min(now, board.end()))) {
                expired = true;
                continue;
            }
            if (board.end() > now || schedule == null) {
                break;
            }
            long at = ++ends > MOST_ENDS ? schedule.last(now) : board.end();
            board = endSeason(name, board, at, schedule.next(at));
        }
        if (expired) {
            tell("expire", name);
        }
        if (ends > 0) {
            tell("season", name);
            enlist(name, board);
        }
        return board;
    }

    /** Tells listeners what has happened to a board, by a name as Redis has them for subcommands. */
    void tell(String event, byte[] name) {
        keyspace.event(EventClass.MODULE, "leaderboard-" + event, name);
    }

    /** Does what is due for a board, a part of it where there is much, and says when to come again. */
    void settle(byte[] name) {
        keyspace.reach(INDEX);
        Entry entry = keyspace.find(name);
        if (entry == null || entry.kind() != Kind.LEADERBOARD) {
            forget(name);
            return;
        }
        enlist(name, settle(name, entry, MOST_ENDS));
    }

    /** There is no board of this name: what is left of one goes. */
    private void forget(byte[] name) {
        SeasonKeys.dropAll(keyspace, name);
        SortedSet index = SortedSet.find(keyspace, INDEX);
        if (index != null) {
            index.remove(name);
        }
    }

    private void enlist(byte[] name, Board board) {
        keyspace.reach(INDEX);
        long due = board.nextExpiry();
        if (due == Schedule.NEVER && board.definition().ttl() > 0) {
            due = keyspace.now() + board.definition().ttl();
        }
        due = Math.min(due, board.end());
        SortedSet.open(keyspace, INDEX).add(name, due == Schedule.NEVER ? Double.POSITIVE_INFINITY : due);
    }

    /** Makes a board, or gives it another definition. Whether it is new. */
    boolean define(byte[] name, Definition definition) {
        if (name.length == 0 || name.length > LONGEST_NAME) {
            throw BoardError.BAD_NAME;
        }
        Board board = find(name);
        if (board != null && board.ended()) {
            throw BoardError.ENDED;
        }
        long now = keyspace.now();
        Schedule schedule = definition.schedule();
        if (board == null) {
            keyspace.reach(INDEX);
            // Seasons of an earlier board of this name are none of the new one's.
            SeasonKeys.dropAll(keyspace, name);
            long start = schedule == null ? 0 : schedule.last(now);
            long end = schedule == null ? Schedule.NEVER : schedule.next(now);
            enlist(name, Board.create(keyspace.create(name, Kind.LEADERBOARD), definition, start, end));
            tell("define", name);
            return true;
        }
        Definition before = board.definition();
        if (java.util.Arrays.equals(before.text(), definition.text())) {
            return false;
        }
        String fixed = board.empty() ? null : before.fixedDifference(definition);
        if (fixed != null) {
            throw BoardError.inUse(fixed);
        }
        keyspace.reach(INDEX);
        long end = board.end();
        if (before.endsOtherwise(definition)) {
            end = schedule == null ? Schedule.NEVER : schedule.next(now);
        }
        board.define(definition, end);
        enlist(name, new Board(there(name)));
        tell("define", name);
        return false;
    }

    private Entry there(byte[] name) {
        Entry entry = keyspace.find(name);
        if (entry == null) {
            throw new IllegalStateException("a leaderboard is gone while it is used");
        }
        return entry;
    }

    /** Ends the present season now, and leaves the schedule alone. The new season. */
    Board reset(byte[] name, Board board) {
        Board next = endSeason(name, board, Math.max(keyspace.now(), board.start() + 1), board.end());
        enlist(name, next);
        tell("season", name);
        return next;
    }

    private Board endSeason(byte[] name, Board board, long at, long nextEnd) {
        Definition definition = board.definition();
        List<Board.Past> past = board.past();
        boolean kept = definition.keepSeasons() > 0 && (!board.empty() || definition.grace() > 0);
        Board.Past ended = new Board.Past(board.start(), at, board.size(), kept);
        for (int i = Math.max(0, definition.keepSeasons() - 1); i < past.size(); i++) {
            drop(name, past.get(i));
        }
        past = past.subList(0, Math.min(past.size(), Math.max(0, definition.keepSeasons() - 1)));
        if (board.empty() && !kept) {
            board.past().stream().skip(past.size()).forEach(board::forget);
            if (definition.keepSeasons() > 0) {
                board.remember(ended);
            }
            board.season(at, nextEnd);
            return board;
        }
        Board.Heir heir = board.heir();
        long expiry = there(name).expireAt();
        if (kept) {
            byte[] archive = SeasonKeys.of(name, ended.start());
            keyspace.reach(archive);
            SeasonKeys.add(keyspace, name, ended.start());
            // The archive need not know of others.
            board.past().forEach(board::forget);
            board.end(at);
            there(name).expireAt(Entry.NEVER);
            keyspace.rename(name, archive);
        }
        Entry entry = keyspace.create(name, Kind.LEADERBOARD);
        Board next = heir.in(entry, at, nextEnd);
        past.forEach(next::remember);
        if (kept) {
            next.remember(ended);
        }
        if (expiry != Entry.NEVER) {
            entry.expireAt(expiry);
        }
        return next;
    }

    private void drop(byte[] name, Board.Past season) {
        if (season.kept()) {
            SeasonKeys.drop(keyspace, name, season.start());
        }
    }

    /** Takes a board out with all its seasons. */
    void drop(byte[] name, Board board) {
        keyspace.reach(INDEX);
        forget(name);
        // What was ended before there was a list of the keys.
        board.past().forEach(season -> drop(name, season));
        keyspace.remove(name);
    }

    /** A key, a colon and something more. */
    static byte[] suffixed(byte[] key, byte[] suffix) {
        byte[] whole = java.util.Arrays.copyOf(key, key.length + 1 + suffix.length);
        whole[key.length] = ':';
        System.arraycopy(suffix, 0, whole, key.length + 1, suffix.length);
        return whole;
    }

    /** The season of an id: the present one, one that has ended, or null where it is not known. */
    Board.@Nullable Past past(Board board, byte[] id) {
        long start;
        try {
            start = Instant.parse(new String(id, StandardCharsets.UTF_8)).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
        if (start == board.start()) {
            return new Board.Past(start, Schedule.NEVER, board.size(), true);
        }
        return board.past().stream()
                .filter(one -> one.start() == start)
                .findFirst()
                .orElse(null);
    }

    /** An ended season that is kept; null where its key has been deleted. */
    @Nullable
    Board archived(byte[] name, Board.Past season) {
        byte[] key = SeasonKeys.of(name, season.start());
        keyspace.reach(key);
        Entry entry = keyspace.find(key);
        return entry == null || entry.kind() != Kind.LEADERBOARD ? null : new Board(entry);
    }

    /** A board, or one of its seasons, to read. */
    Ranking ranking(byte[] name, Board board, byte @Nullable [] season) {
        if (season == null) {
            return board;
        }
        Board.Past past = past(board, season);
        if (past == null) {
            throw BoardError.NO_SEASON;
        }
        if (past.start() == board.start()) {
            return board;
        }
        if (!past.kept()) {
            return new EmptySeason(board, past.start());
        }
        Board archived = archived(name, past);
        if (archived == null) {
            throw BoardError.NO_SEASON;
        }
        return archived;
    }

    Keyspace keyspace() {
        return keyspace;
    }
}
