package io.larder.door.http;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Outlet;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.door.codec.BadRequest;
import io.larder.door.codec.Percent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The dialect's streams: {@code /subscribe/{channel}}, {@code /psubscribe/{pattern}} and {@code /monitor}. Each is a
 * connection that has sent one command, SUBSCRIBE, PSUBSCRIBE or MONITOR, and is shown what that lets come.
 *
 * <p>Clients put a channel's name into the path as it is. So all behind the first slash is the name, further slashes
 * included, and a percent sign that encodes nothing is itself.
 */
final class DialectStream implements Outlet {

    private static final List<String> PREFIXES = List.of("/subscribe/", "/psubscribe/");
    private static final String MONITOR = "/monitor";
    private static final Object FORM = new Object();

    private final EventStream stream;

    private DialectStream(EventStream stream) {
        this.stream = stream;
    }

    /** The command that a path stands for, or null where it is no stream's. */
    static byte[] @Nullable [] command(String path) {
        if (path.equals(MONITOR)) {
            return new byte[][] {ascii("MONITOR")};
        }
        for (String prefix : PREFIXES) {
            if (path.startsWith(prefix)) {
                String command = prefix.substring(1, prefix.length() - 1);
                return new byte[][] {ascii(command), name(path.substring(prefix.length()))};
            }
        }
        return null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] name(String path) {
        try {
            return Percent.decode(path, 0, path.length(), false);
        } catch (BadRequest notEncoded) {
            return ascii(path);
        }
    }

    /** Answers a request with the stream of a command, or refuses it. */
    static void open(
            EventStreams streams,
            Dispatcher dispatcher,
            Caller caller,
            InetAddress from,
            Answer answer,
            byte[][] command) {
        HttpServerRequest request = answer.request();
        if (request.version() == HttpVersion.HTTP_1_0) {
            answer.refuse(505, "ERR a stream needs HTTP/1.1");
            return;
        }
        EventStream stream = streams.of(request, caller);
        if (stream == null) {
            answer.refuse(503, "ERR max number of streams reached");
            return;
        }
        DialectStream outlet = new DialectStream(stream);
        Session session =
                new Session(DialectDoor.DOOR, caller, outlet).from(from).request(answer);
        // On the lane, so that what comes from now on comes behind the answer.
        Reply reply = dispatcher.call(session, command, Effort.BRIEF);
        if (reply instanceof Reply.Failure failure) {
            stream.end();
            answer.refuse(400, failure.message());
            return;
        }
        stream.atEnd(session::end);
        stream.begin(first(reply));
    }

    private static byte[] first(Reply reply) {
        if (reply instanceof Reply.Pushes pushes) {
            ByteArrayOutputStream events = new ByteArrayOutputStream();
            pushes.items().forEach(push -> events.writeBytes(event(push)));
            return events.toByteArray();
        }
        return ServerSentEvent.of(null, null, ascii("\"OK\""));
    }

    @Override
    public void push(Reply.Push push) {
        stream.send(push.forms().get(FORM, () -> event(push)));
    }

    @Override
    public Executor lane() {
        return stream.lane();
    }

    /** The push's items, parted by commas: only the last one may have commas in it. A line of MONITOR stands alone. */
    private static byte[] event(Reply.Push push) {
        List<Reply> items = push.items();
        boolean line = items.size() == 2;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = line ? 1 : 0; i < items.size(); i++) {
            if (data.size() > 0) {
                data.write(',');
            }
            Reply item = items.get(i);
            data.writeBytes(
                    item instanceof Reply.Bytes bytes
                            ? bytes.value()
                            : ascii(Long.toString(((Reply.Whole) item).value())));
        }
        return ServerSentEvent.of(null, null, data.toByteArray());
    }
}
