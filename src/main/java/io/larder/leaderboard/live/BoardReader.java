package io.larder.leaderboard.live;

import static io.larder.command.Argument.key;

import io.larder.command.Arguments;
import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.Command;
import io.larder.command.CommandError;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Family;
import io.larder.command.Group;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.leaderboard.Ranking;
import io.larder.leaderboard.Rankings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads views of a board: a command on the engine that is in no table, so nobody can call it. For one thread.
 *
 * <p>A command keeps those who write to the board waiting, and an event loop waits for some microseconds only. So one
 * command reads no longer than that, and the next one goes on: each view is of one moment, two views need not be of the
 * same.
 */
final class BoardReader {

    private static final long AT_ONCE_NANOS = 20_000;
    private static final byte[] NAME = "LIVEVIEWS".getBytes(StandardCharsets.ISO_8859_1);

    private final Engine<Keyspace> engine;
    private final Session session = new Session(new Caller("live views", false), false);
    private final Command<Keyspace> command;
    private List<LiveView> views = List.of();
    private final List<Shown> read = new ArrayList<>();
    private int from;
    private long changesAt;

    BoardReader(Engine<Keyspace> engine) {
        this.engine = engine;
        this.command = new Family<>(Keyspace.class, Group.LEADERBOARD)
                .command("LIVEVIEWS")
                .takes(key())
                .reads()
                .runs(this::read);
    }

    /** Takes what a view shows. */
    @FunctionalInterface
    interface Taker {
        void take(LiveView view, Shown shown);
    }

    /**
     * Reads views.
     *
     * @return when the board will change by itself, in milliseconds since 1970
     */
    long read(byte[] board, List<LiveView> wanted, Taker taker) {
        byte[][] words = {NAME, board};
        views = wanted;
        from = 0;
        while (from < wanted.size()) {
            engine.run(new Call<>(session, command, words), Effort.FULL);
            for (Shown shown : read) {
                taker.take(wanted.get(from++), shown);
            }
        }
        views = List.of();
        read.clear();
        return changesAt;
    }

    private Reply read(Keyspace keyspace, Arguments arguments) {
        byte[] board = arguments.key();
        read.clear();
        Entry entry = keyspace.find(board);
        changesAt = entry == null ? Entry.NEVER : entry.expireAt();
        long begin = System.nanoTime();
        for (int i = from; i < views.size(); i++) {
            View view = views.get(i).view();
            Ranking ranking = ranking(keyspace, board, view);
            read.add(ranking == null ? Shown.nothing(view) : view.of(ranking));
            if (System.nanoTime() - begin > AT_ONCE_NANOS) {
                break;
            }
        }
        return Reply.OK;
    }

    /** What is no ranking is as if it was not there. */
    private @Nullable Ranking ranking(Keyspace keyspace, byte[] board, View view) {
        try {
            return Rankings.find(keyspace, board, view.order());
        } catch (CommandError none) {
            return null;
        }
    }
}
