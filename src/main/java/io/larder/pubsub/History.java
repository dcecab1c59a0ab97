package io.larder.pubsub;

import io.larder.command.Forms;
import io.larder.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CHANNEL HISTORY answers.
 *
 * @param position where the stream is; without an epoch where nothing was ever published
 * @param messages the messages that were asked for
 */
public record History(Position position, List<Publication> messages) {

    private static final Reply EPOCH = Reply.bytes("epoch");
    private static final Reply OFFSET = Reply.bytes("offset");
    private static final Reply MESSAGES = Reply.bytes("messages");
    private static final Reply TIME = Reply.bytes("time");
    private static final Reply DATA = Reply.bytes("data");
    private static final Reply USER = Reply.bytes("user");
    private static final Reply CLIENT = Reply.bytes("client");
    private static final Reply CONNECTION_INFO = Reply.bytes("conninfo");
    private static final Reply CHANNEL_INFO = Reply.bytes("chaninfo");
    private static final Reply TAGS = Reply.bytes("tags");

    /** As a reply. */
    Reply reply() {
        return new Reply.Pairs(List.of(
                EPOCH,
                Reply.bytes(position.epoch()),
                OFFSET,
                Reply.whole(position.offset()),
                MESSAGES,
                new Reply.Many(messages.stream().map(History::reply).toList())));
    }

    private static Reply reply(Publication message) {
        List<Reply> items = new ArrayList<>();
        add(items, OFFSET, Reply.whole(message.offset()));
        add(items, TIME, Reply.whole(message.time()));
        add(items, DATA, Reply.bytes(message.data()));
        ClientInfo who = message.publisher();
        if (who != null) {
            add(items, USER, Reply.bytes(who.user()));
            add(items, CLIENT, Reply.bytes(who.client()));
            add(items, CONNECTION_INFO, who.connectionInfo());
            add(items, CHANNEL_INFO, who.channelInfo());
        }
        if (!message.tags().isEmpty()) {
            List<Reply> tags = new ArrayList<>();
            message.tags().forEach((name, value) -> add(tags, Reply.bytes(name), Reply.bytes(value)));
            add(items, TAGS, new Reply.Pairs(tags));
        }
        return new Reply.Pairs(items);
    }

    private static void add(List<Reply> items, Reply name, @Nullable String value) {
        if (value != null) {
            add(items, name, Reply.bytes(value));
        }
    }

    private static void add(List<Reply> items, Reply name, Reply value) {
        items.add(name);
        items.add(value);
    }

    /** Reads the reply to CHANNEL HISTORY of a channel. */
    public static History of(byte[] channel, Reply reply) {
        Map<String, Reply> parts = parts(reply);
        String epoch = text(parts.get("epoch"));
        List<Publication> messages = new ArrayList<>();
        for (Reply item : ((Reply.Many) parts.get("messages")).items()) {
            messages.add(message(channel, epoch, parts(item)));
        }
        return new History(new Position(epoch, whole(parts.get("offset"))), messages);
    }

    private static Publication message(byte[] channel, String epoch, Map<String, Reply> parts) {
        ClientInfo who = null;
        if (parts.containsKey("client")) {
            who = new ClientInfo(
                    text(parts.get("user")),
                    text(parts.get("client")),
                    maybe(parts.get("conninfo")),
                    maybe(parts.get("chaninfo")));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        if (parts.containsKey("tags")) {
            parts(parts.get("tags")).forEach((name, value) -> tags.put(name, text(value)));
        }
        return new Publication(
                channel,
                ((Reply.Bytes) parts.get("data")).value(),
                whole(parts.get("offset")),
                epoch,
                who,
                tags,
                whole(parts.get("time")),
                new Forms());
    }

    private static Map<String, Reply> parts(Reply reply) {
        Map<String, Reply> parts = new LinkedHashMap<>();
        List<Reply> items = ((Reply.Pairs) reply).items();
        for (int i = 0; i < items.size(); i += 2) {
            parts.put(text(items.get(i)), items.get(i + 1));
        }
        return parts;
    }

    private static long whole(Reply reply) {
        return ((Reply.Whole) reply).value();
    }

    private static String text(Reply reply) {
        return new String(((Reply.Bytes) reply).value(), StandardCharsets.UTF_8);
    }

    private static @Nullable String maybe(@Nullable Reply reply) {
        return reply == null ? null : text(reply);
    }
}
