package io.larder.door.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Session;
import io.larder.leaderboard.live.FrameText;
import io.larder.leaderboard.live.LiveFrame;
import io.larder.leaderboard.live.LiveViews;
import io.larder.leaderboard.live.View;
import io.larder.leaderboard.live.ViewWords;
import io.larder.leaderboard.live.Watch;
import io.larder.leaderboard.live.Watcher;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/leaderboards/{name}/live}: a leaderboard that is watched. What to show stands in the query; further views
 * of the same board are asked for by messages, and their frames carry the id that the message gave.
 *
 * <p>A reader who does not keep up is left out until it has taken what waits for it, and then gets the newest state.
 */
final class LeaderboardSocket implements Receiver {

    /** The path that it is behind. */
    static final String PATH = "/v1/leaderboards/*/live";

    private static final Object WIRE = new Object();

    private final Dispatcher dispatcher;
    private final LiveViews live;
    private final int mostViews;
    private final Connection connection;
    private final Session session;
    private final byte[] board;
    private final Map<JsonNode, Watch> watches = new HashMap<>();

    private LeaderboardSocket(
            Dispatcher dispatcher, LiveViews live, int mostViews, Connection connection, Handshake handshake) {
        this.dispatcher = dispatcher;
        this.live = live;
        this.mostViews = mostViews;
        this.connection = connection;
        this.session = handshake.session();
        this.board = handshake.segments().get(0);
    }

    /** What is behind {@link #PATH}. */
    static Endpoint endpoint(Dispatcher dispatcher, LiveViews live, int mostViews) {
        return new Endpoint() {
            @Override
            public String path() {
                return PATH;
            }

            @Override
            public boolean alone() {
                return false;
            }

            @Override
            public int maxMessage() {
                return SocketLimits.SHORT_MESSAGE;
            }

            @Override
            public void check(Handshake handshake) {
                try {
                    View view = ViewWords.of(handshake.query()::get).view();
                    live.check(view);
                    dispatcher.requireAllowed(
                            handshake.session(),
                            view.command(handshake.segments().get(0)));
                } catch (CommandError refusal) {
                    throw Endpoint.refusal(refusal);
                }
            }

            @Override
            public Receiver open(Connection connection, Handshake handshake) {
                LeaderboardSocket socket = new LeaderboardSocket(dispatcher, live, mostViews, connection, handshake);
                socket.begin(ViewWords.of(handshake.query()::get));
                return socket;
            }
        };
    }

    private void begin(ViewWords words) {
        try {
            watch(JsonNodeFactory.instance.nullNode(), words);
        } catch (CommandError refusal) {
            error(null, refusal.text());
            connection.close(CloseCode.TOO_MANY);
        }
    }

    private void watch(JsonNode id, ViewWords words) {
        live.check(words.view());
        dispatcher.requireAllowed(session, words.view().command(board));
        Watch before = watches.remove(id);
        if (before != null) {
            before.close();
        }
        if (watches.size() >= mostViews) {
            throw new CommandError("ERR max views of a connection exceeded. Limit: " + mostViews);
        }
        watches.put(id, live.watch(board, words.view(), id.isNull() ? new Plain() : new Named(id), words.resume()));
    }

    @Override
    public void received(byte[] text) {
        String turned = connection.refusal(session.caller());
        JsonNode id = null;
        try {
            JsonNode message = ViewWords.message(text);
            JsonNode given = message.path("id");
            if (!given.isTextual() && !given.isIntegralNumber()) {
                throw new CommandError("ERR an id is a string or a whole number");
            }
            id = given;
            if (turned != null) {
                throw new CommandError(turned);
            }
            switch (message.path("type").asText()) {
                case "watch" -> watch(id, ViewWords.of(message));
                case "unwatch" -> unwatch(id);
                default -> throw new CommandError("ERR the type of a message is watch or unwatch");
            }
        } catch (CommandError refusal) {
            error(id, refusal.text());
        }
    }

    private void unwatch(JsonNode id) {
        Watch watch = watches.remove(id);
        if (watch == null) {
            throw new CommandError("ERR no view has this id");
        }
        watch.close();
    }

    private void error(@Nullable JsonNode id, String text) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", "error");
        if (id != null) {
            message.set("id", id);
        }
        connection.answer(wire(message.put("error", text).toString()));
    }

    private static Frame wire(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Frame.text(bytes, bytes.length);
    }

    @Override
    public void drained() {
        // What is given now may end the connection.
        List.copyOf(watches.values()).forEach(Watch::ready);
    }

    @Override
    public Caller caller() {
        return session.caller();
    }

    @Override
    public void ended() {
        watches.values().forEach(Watch::close);
        watches.clear();
    }

    /** Takes frames as they are, the same bytes for everyone. */
    private class Plain implements Watcher {
        @Override
        public Executor lane() {
            return connection.lane();
        }

        @Override
        public boolean take(LiveFrame frame) {
            connection.push(frame.forms().get(WIRE, () -> wire(FrameText.of(frame))));
            return connection.writable();
        }
    }

    /** Puts an id into each frame. */
    private final class Named extends Plain {
        private final String head;

        Named(JsonNode id) {
            this.head = "{\"id\":" + id + ",";
        }

        @Override
        public boolean take(LiveFrame frame) {
            connection.push(wire(head + FrameText.of(frame).substring(1)));
            return connection.writable();
        }
    }
}
