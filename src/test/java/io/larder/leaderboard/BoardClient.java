package io.larder.leaderboard;

import io.larder.command.Call;
import io.larder.command.Caller;
import io.larder.command.CommandTable;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Engine;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.Transactions;
import io.larder.contract.Tables;
import io.larder.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends commands to some engine, and reads the replies of LEADERBOARD. */
final class BoardClient {

    private final Dispatcher dispatcher;

    <E extends Engine<Keyspace> & Transactions> BoardClient(E engine) {
        CommandTable table = Tables.all().bind(Keyspace.class, engine);
        dispatcher = new Dispatcher(table, (Call<?> call) -> null, engine);
    }

    /** The reply as plain values: maps, lists, strings, longs, null. */
    Object call(Object... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].toString().getBytes(StandardCharsets.UTF_8);
        }
        return plain(dispatcher.call(new Session(new Caller("test", true), true), bytes, Effort.FULL));
    }

    /** The same where it is a map. */
    @SuppressWarnings("unchecked")
    Map<String, Object> map(Object... words) {
        Object reply = call(words);
        if (reply instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new AssertionError(reply);
    }

    /** The entries that a reply has, each as {@code position rank id score}. */
    List<String> entries(Object... words) {
        return lines(map(words));
    }

    static List<String> lines(Map<String, Object> page) {
        List<String> lines = new ArrayList<>();
        for (Object entry : (List<?>) page.get("entries")) {
            lines.add(line((Map<?, ?>) entry));
        }
        return lines;
    }

    static String line(Map<?, ?> entry) {
        return entry.get("position") + " " + entry.get("rank") + " " + entry.get("id") + " " + entry.get("score");
    }

    private static Object plain(Reply reply) {
        if (reply instanceof Reply.Pairs pairs) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < pairs.items().size(); i += 2) {
                map.put(
                        (String) plain(pairs.items().get(i)),
                        plain(pairs.items().get(i + 1)));
            }
            return map;
        } else if (reply instanceof Reply.Many many) {
            return many.items().stream().map(BoardClient::plain).toList();
        } else if (reply instanceof Reply.Bytes bytes) {
            return new String(bytes.value(), StandardCharsets.UTF_8);
        } else if (reply instanceof Reply.Whole whole) {
            return whole.value();
        } else if (reply instanceof Reply.Failure failure) {
            return "-" + failure.message();
        } else if (reply instanceof Reply.Text text) {
            return text.value();
        }
        return reply instanceof Reply.Nil ? null : reply.toString();
    }
}
