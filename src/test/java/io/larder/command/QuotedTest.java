package io.larder.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuotedTest {

    @Test
    void nothingEndsTheLine() {
        assertEquals("\"plain\"", quoted("plain"));
        assertEquals("\"a\\n\\r\\t\\\"b\\\\\\x00\\xc3\\xa9\\a\\b\\x7f\"", quoted("a\n\r\t\"b\\\0é\u0007\b\u007f"));
        assertEquals("\"\"", quoted(""));
    }

    @Test
    void whatIsLongIsCutShort() {
        assertEquals("\"0123456789012345... (4 more bytes)\"", quoted("01234567890123456789"));
        assertEquals("\"0123456789012345\"", quoted("0123456789012345"));
    }

    private static String quoted(String text) {
        return Quoted.of(text.getBytes(UTF_8), 16);
    }
}
