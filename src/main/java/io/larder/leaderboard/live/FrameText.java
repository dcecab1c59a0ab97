package io.larder.leaderboard.live;

import io.larder.leaderboard.Standing;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames as JSON, one line each, the same at every door.
 *
 * <p>What is empty is left out of an update. A score is a number with all its digits, unless the board's are too large
 * for one, or it is infinite; then it is a string. An id that is not UTF-8 has U+FFFD where it is not, and
 * {@code id_base64} beside it.
 */
public final class FrameText {

    private static final Object FORM = new Object();
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(256);

    private final boolean big;

    private FrameText(boolean big) {
        this.big = big;
    }

    /** The frame's text, made once for all who want it. */
    public static String of(LiveFrame frame) {
        return frame.forms().get(FORM, () -> new FrameText(big(frame)).write(frame));
    }

    /** The entries of a view alone, as an array. */
    public static String entries(Shown shown) {
        FrameText text = new FrameText(shown.big());
        text.many(shown.entries(), text::write);
        return text.text.toString();
    }

    /** The first entry of a view alone, as an object. */
    public static String first(Shown shown) {
        FrameText text = new FrameText(shown.big());
        text.write(shown.entries().get(0));
        return text.text.toString();
    }

    private static boolean big(LiveFrame frame) {
        return frame instanceof LiveFrame.Snapshot whole && whole.shown().big()
                || frame instanceof LiveFrame.Update update && update.big();
    }

    private String write(LiveFrame frame) {
        if (frame instanceof LiveFrame.Snapshot snapshot) {
            snapshot(snapshot);
        } else if (frame instanceof LiveFrame.Update update) {
            update(update);
        } else if (frame instanceof LiveFrame.SeasonEnded ended) {
            begin("season_ended").name("seq").text.append(ended.seq());
            name("season").string(ended.season());
            name("next_season").string(ended.next());
        } else if (frame instanceof LiveFrame.Resumed resumed) {
            begin("resumed").bytes("board", resumed.board());
            name("epoch").string(resumed.epoch());
            name("seq").text.append(resumed.seq());
        }
        return text.append('}').toString();
    }

    private void snapshot(LiveFrame.Snapshot snapshot) {
        Shown shown = snapshot.shown();
        begin("snapshot").bytes("board", snapshot.board());
        name("epoch").string(snapshot.epoch());
        name("seq").text.append(snapshot.seq());
        if (!shown.season().isEmpty()) {
            name("season").string(shown.season());
        }
        name("total").text.append(shown.total());
        if (shown.missing()) {
            name("missing").text.append(true);
        }
        name("entries").many(shown.entries(), this::write);
    }

    private void update(LiveFrame.Update update) {
        begin("update").name("seq").text.append(update.seq());
        name("total").text.append(update.total());
        if (update.missing() != null) {
            name("missing").text.append(update.missing());
        }
        some("entered", update.entered(), this::write);
        some("moved", update.moved(), this::moved);
        some("scored", update.scored(), this::write);
        some("left", update.left(), this::gone);
    }

    private void write(Standing entry) {
        text.append('{');
        fields(entry);
        text.append('}');
    }

    private void moved(LiveFrame.Moved moved) {
        text.append('{');
        fields(moved.now());
        name("previous_position").text.append(moved.previousPosition());
        text.append('}');
    }

    private void fields(Standing entry) {
        bytes("id", entry.member());
        name("score").score(entry.score());
        name("rank").text.append(entry.rank());
        name("position").text.append(entry.position());
        byte[] metadata = entry.metadata();
        if (metadata != null) {
            name("metadata").text.append(new String(metadata, StandardCharsets.UTF_8));
        }
    }

    private void gone(byte[] member) {
        String exact = utf8(member);
        if (exact != null) {
            string(exact);
        } else {
            text.append('{');
            bytes("id", member);
            text.append('}');
        }
    }

    private FrameText begin(String type) {
        text.append("{\"type\":\"").append(type).append('"');
        return this;
    }

    private FrameText name(String name) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        text.append('"').append(name).append("\":");
        return this;
    }

    private <T> void some(String name, List<T> items, Consumer<T> writer) {
        if (!items.isEmpty()) {
            name(name).many(items, writer);
        }
    }

    private <T> void many(List<T> items, Consumer<T> writer) {
        text.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            writer.accept(items.get(i));
        }
        text.append(']');
    }

    /** A string, and behind it, where it does not say all, a second name with the bytes. */
    private void bytes(String name, byte[] bytes) {
        String exact = utf8(bytes);
        name(name).string(exact != null ? exact : new String(bytes, StandardCharsets.UTF_8));
        if (exact == null) {
            name(name + "_base64").string(Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** What is too large, or infinite, is a string. */
    private void score(String score) {
        int first = score.startsWith("-") ? 1 : 0;
        if (!big && first < score.length() && score.charAt(first) >= '0' && score.charAt(first) <= '9') {
            text.append(score);
        } else {
            string(score);
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
