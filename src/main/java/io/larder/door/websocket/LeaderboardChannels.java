package io.larder.door.websocket;

import io.larder.command.CommandError;
import io.larder.command.Forms;
import io.larder.command.Key;
import io.larder.door.codec.JsonWriter;
import io.larder.leaderboard.Order;
import io.larder.leaderboard.live.FrameText;
import io.larder.leaderboard.live.LiveFrame;
import io.larder.leaderboard.live.LiveViews;
import io.larder.leaderboard.live.Shown;
import io.larder.leaderboard.live.View;
import io.larder.leaderboard.live.Watch;
import io.larder.leaderboard.live.Watcher;
import io.larder.pubsub.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leaderboards as channels: {@code leaderboard:{name}} shows the top ten, at most four times a second, and
 * {@code leaderboard:{name}#{member}} one member, at most once a second. A name ends at its first {@code #}. The end of
 * a season is told before anything of the next one. {@code seq} is that of the board's other answers, so that whoever
 * has both can tell which is newer; a plain sorted set has none, and there it only grows.
 */
public final class LeaderboardChannels implements Views {

    private static final String PREFIX = "leaderboard:";
    private static final int TOP = 10;
    private static final long TOP_PACE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MEMBER_PACE = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 500;
    private static final Object STATE = new Object();

    private final LiveViews live;

    /** Channels over these views. */
    public LeaderboardChannels(LiveViews live) {
        this.live = live;
    }

    @Override
    public boolean has(String channel) {
        return channel.startsWith(PREFIX);
    }

    @Override
    public byte[][] command(String channel) {
        Wanted wanted = Wanted.of(channel);
        return wanted.view().command(bytes(wanted.board));
    }

    @Override
    public Runnable watch(String channel, @Nullable Position since, Viewer viewer) {
        Wanted wanted = Wanted.of(channel);
        Showing showing = new Showing(viewer, since, wanted.member);
        Watch watch = live.watch(bytes(wanted.board), wanted.view(), showing, null);
        showing.watch = watch;
        return watch::close;
    }

    /** What a channel's name asks for: a member, or the first ones where there is none. */
    private record Wanted(String board, @Nullable String member) {

        static Wanted of(String channel) {
            String name = channel.substring(PREFIX.length());
            int hash = name.indexOf('#');
            String board = hash < 0 ? name : name.substring(0, hash);
            if (board.isEmpty() || hash >= 0 && hash == name.length() - 1) {
                throw new CommandError("ERR a channel of a leaderboard is leaderboard:NAME or leaderboard:NAME#MEMBER");
            }
            return new Wanted(board, hash < 0 ? null : name.substring(hash + 1));
        }

        View view() {
            return member == null
                    ? new View.Paced(new View.Top(TOP, Order.DESC), TOP_PACE)
                    : new View.Paced(new View.Members(List.of(new Key(bytes(member))), Order.DESC), MEMBER_PACE);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The event at the end of a season, kept with the first state of the next one. */
    private record Ended(String season) {}

    /** Gives one viewer the newest state whenever it is another one. */
    private static final class Showing implements Watcher {
        private final Viewer viewer;
        private final @Nullable String member;
        private @Nullable Position since;
        private String season = "";
        private boolean begun;
        /** Set on the lane, so before anything is given there. */
        private @Nullable Watch watch;

        Showing(Viewer viewer, @Nullable Position since, @Nullable String member) {
            this.viewer = viewer;
            this.since = since;
            this.member = member;
        }

        @Override
        public Executor lane() {
            return viewer.lane();
        }

        @Override
        public boolean take(LiveFrame frame) {
            Watch place = Objects.requireNonNull(watch);
            if (frame instanceof LiveFrame.SeasonEnded) {
                // The state that follows tells it as well.
                return true;
            }
            show(frame instanceof LiveFrame.Snapshot whole ? whole : place.newest());
            if (!viewer.behind()) {
                return true;
            }
            CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS, lane())
                    .execute(place::ready);
            return false;
        }

        private void show(LiveFrame.Snapshot now) {
            Position position = new Position(now.epoch(), now.seq());
            Position before = since;
            since = null;
            if (!begun && position.equals(before)) {
                viewer.current(position);
            } else {
                if (begun && !season.isEmpty() && !season.equals(now.shown().season())) {
                    ended(now);
                }
                viewer.state(position, now.forms().get(STATE, () -> state(now)), now.forms());
            }
            begun = true;
            season = now.shown().season();
        }

        /** It has the place before the state's, which nobody has been given. */
        private void ended(LiveFrame.Snapshot now) {
            Forms forms = now.forms().get(new Ended(season), Forms::new);
            byte[] json = new JsonWriter()
                    .begin()
                    .text("event", "season_ended")
                    .text("season", season)
                    .text("next_season", now.shown().season())
                    .end()
                    .toBytes();
            viewer.state(new Position(now.epoch(), now.seq() - 1), json, forms);
        }

        private byte[] state(LiveFrame.Snapshot now) {
            Shown shown = now.shown();
            JsonWriter json = new JsonWriter().begin();
            if (!shown.season().isEmpty()) {
                json.text("season", shown.season());
            }
            json.whole("seq", shown.change() > 0 ? shown.change() : now.seq()).whole("total", shown.total());
            if (member == null) {
                return json.raw("top", bytes(FrameText.entries(shown))).end().toBytes();
            }
            if (shown.entries().isEmpty()) {
                return json.text("id", member).truth("missing", true).end().toBytes();
            }
            byte[] head = json.toBytes();
            return bytes(new String(head, StandardCharsets.UTF_8) + ","
                    + FrameText.first(shown).substring(1));
        }
    }
}
