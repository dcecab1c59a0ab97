package io.larder.door.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    /** The message in a frame, read as RFC 6455 has it. */
    private static String read(Frame frame) {
        ByteBuffer wire = ByteBuffer.wrap(frame.wire());
        assertEquals((byte) 0x81, wire.get());
        long length = wire.get();
        if (length == 126) {
            length = wire.getShort() & 0xffff;
            assertTrue(length >= 126);
        } else if (length == 127) {
            length = wire.getLong();
            assertTrue(length > 0xffff);
        }
        assertEquals(length, wire.remaining());
        return new String(wire.array(), wire.position(), wire.remaining(), US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 200_000})
    void aMessageIsFramed(int length) {
        assertEquals("x".repeat(length), read(Frame.text("x".repeat(length))));
    }

    @Test
    void aMessageAloneKeepsItsFrame() {
        Frame alone = Frame.text("{}");
        assertSame(alone, Frame.together(List.of(alone)).get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 61, 62, 125, 126, 1_000, 32_767, 32_768, 65_535, 65_536, 70_000})
    void linesShareFrames(int length) {
        List<String> messages = new ArrayList<>();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String message = Character.toString('a' + i).repeat(length);
            messages.add(message);
            frames.add(Frame.text(message));
        }
        List<Frame> together = Frame.together(frames);
        List<String> lines = new ArrayList<>();
        for (Frame frame : together) {
            String text = read(frame);
            assertTrue(text.length() <= 65_536 || text.indexOf('\n') < 0, "too much in one frame");
            lines.addAll(List.of(text.split("\n")));
        }
        assertEquals(messages, lines);
        assertEquals(length >= 32_768 ? 7 : length > 9_362 ? 4 : 1, together.size());
    }
}
