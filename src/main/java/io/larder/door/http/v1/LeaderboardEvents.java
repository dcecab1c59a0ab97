package io.larder.door.http.v1;

import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Session;
import io.larder.door.http.EventStream;
import io.larder.door.http.EventStreams;
import io.larder.door.http.ServerSentEvent;
import io.larder.leaderboard.live.FrameText;
import io.larder.leaderboard.live.LiveFrame;
import io.larder.leaderboard.live.LiveViews;
import io.larder.leaderboard.live.Resume;
import io.larder.leaderboard.live.ViewWords;
import io.larder.leaderboard.live.Watch;
import io.larder.leaderboard.live.Watcher;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view of a leaderboard over HTTP: what it shows now, or its frames as server-sent events, the same as those of the
 * WebSocket. Each event has an id, {@code epoch:seq}; a browser's EventSource comes back with the last one by itself.
 *
 * <p>A reader who does not keep up is left out until it has taken what waits for it, and then gets the newest state.
 */
@Singleton
final class LeaderboardEvents {

    private static final Object EVENT = new Object();
    private static final byte[] COME_BACK_SOON = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    /** Who asks what a view shows does not wait longer than this. */
    private static final long PATIENCE_MILLIS = 5_000;

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final LiveViews live;
    private final EventStreams streams;

    LeaderboardEvents(Vertx vertx, Dispatcher dispatcher, LiveViews live, EventStreams streams) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.live = live;
        this.streams = streams;
    }

    /**
     * The view that a request asks for.
     *
     * @throws Refusal where it is none, or not for the caller, who may not get the same by a command either
     */
    private ViewWords view(HttpServerRequest request, Session session, byte[] board) {
        try {
            ViewWords words = ViewWords.of(name -> Query.first(request, name));
            live.check(words.view());
            dispatcher.requireAllowed(session, words.view().command(board));
            return words;
        } catch (CommandError refusal) {
            throw Refusal.of(refusal.reply());
        }
    }

    /** Gives the first frame, or why there is none, once. */
    void show(
            HttpServerRequest request,
            Session session,
            byte[] board,
            Consumer<String> frame,
            Consumer<Problem> refused) {
        try {
            ViewWords words = view(request, session, board);
            Glance glance = new Glance(EventStream.lane(request), frame, refused);
            glance.lane().execute(() -> glance.begin(board, words));
        } catch (Refusal refusal) {
            refused.accept(refusal.problem());
        }
    }

    /** Answers a request with a stream. */
    void follow(HttpServerRequest request, Session session, byte[] board) {
        try {
            ViewWords words = view(request, session, board);
            if (request.version() == HttpVersion.HTTP_1_0) {
                throw new Refusal(505, "a stream needs HTTP/1.1");
            }
            EventStream stream = streams.of(request, session.caller());
            if (stream == null) {
                throw new Refusal(503, "max number of streams reached");
            }
            String last = request.getHeader("Last-Event-ID");
            Resume resume = last == null ? words.resume() : resume(last);
            stream.lane().execute(() -> begin(request, stream, board, words, resume));
        } catch (Refusal refusal) {
            Requests.refuse(vertx, request, refusal.problem());
        }
    }

    private void begin(
            HttpServerRequest request, EventStream stream, byte[] board, ViewWords words, @Nullable Resume resume) {
        try {
            Watch watch = watch(board, words, new Reader(stream), resume);
            stream.whenCaughtUp(watch::ready);
            stream.atEnd(watch::close);
            stream.begin(COME_BACK_SOON);
        } catch (Refusal refusal) {
            stream.end();
            Requests.refuse(vertx, request, refusal.problem());
        }
    }

    /** Watches. What is wanted was looked at before, so it is a bound if it is refused. */
    private Watch watch(byte[] board, ViewWords words, Watcher watcher, @Nullable Resume resume) {
        try {
            return live.watch(board, words.view(), watcher, resume);
        } catch (CommandError full) {
            throw new Refusal(503, full.text());
        }
    }

    /** The place that the id of an event tells; null where it tells none, which is answered with all there is. */
    private static @Nullable Resume resume(String id) {
        int colon = id.lastIndexOf(':');
        try {
            return new Resume(id.substring(0, Math.max(colon, 0)), Long.parseLong(id.substring(colon + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static byte[] event(LiveFrame frame) {
        byte[] text = FrameText.of(frame).getBytes(StandardCharsets.UTF_8);
        return ServerSentEvent.of(frame.epoch() + ':' + frame.seq(), null, text);
    }

    /** Takes frames as they come, the same bytes for everyone. */
    private record Reader(EventStream stream) implements Watcher {
        @Override
        public Executor lane() {
            return stream.lane();
        }

        @Override
        public boolean take(LiveFrame frame) {
            stream.send(frame.forms().get(EVENT, () -> event(frame)));
            return !stream.behind();
        }
    }

    /** Takes the first frame. */
    private final class Glance implements Watcher {
        private final Executor lane;
        private final Consumer<String> frame;
        private final Consumer<Problem> refused;
        private @Nullable Watch watch;
        private long timer;

        Glance(Executor lane, Consumer<String> frame, Consumer<Problem> refused) {
            this.lane = lane;
            this.frame = frame;
            this.refused = refused;
        }

        /** On the lane, where the first frame comes later. */
        void begin(byte[] board, ViewWords words) {
            try {
                watch = LeaderboardEvents.this.watch(board, words, this, null);
                timer = vertx.setTimer(
                        PATIENCE_MILLIS,
                        late -> lane.execute(() -> {
                            if (end()) {
                                refused.accept(Problem.of(503, "the leaderboard could not be read in time", null));
                            }
                        }));
            } catch (Refusal refusal) {
                refused.accept(refusal.problem());
            }
        }

        @Override
        public Executor lane() {
            return lane;
        }

        @Override
        public boolean take(LiveFrame first) {
            if (end()) {
                frame.accept(FrameText.of(first));
            }
            return false;
        }

        /** Whether it had not ended yet. */
        private boolean end() {
            Watch open = watch;
            if (open == null) {
                return false;
            }
            watch = null;
            vertx.cancelTimer(timer);
            open.close();
            return true;
        }
    }
}
