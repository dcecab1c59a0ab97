package io.larder.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a token stands for. */
class TokensTest {

    @Test
    void eachTokenStandsForItsCaller() {
        Tokens tokens = new Tokens("full", "grüße");
        assertFalse(tokens.open());
        assertEquals(true, mayWrite(tokens.caller("full".getBytes(UTF_8))));
        assertEquals(false, mayWrite(tokens.caller("grüße".getBytes(UTF_8))));
        for (String wrong : new String[] {"", "ful", "fulll", "FULL", "full\0", "grusse"}) {
            assertNull(tokens.caller(wrong.getBytes(UTF_8)), wrong);
        }
        assertNull(tokens.caller(null));
    }

    @Test
    void withoutAReadOnlyTokenNothingStandsForAReader() {
        Tokens tokens = new Tokens("full", null);
        assertNull(tokens.caller(new byte[0]));
        assertNull(tokens.caller(null));
    }

    @Test
    void withoutTokensEveryoneMayWrite() {
        Tokens tokens = new Tokens(null, null);
        assertTrue(tokens.open());
        assertEquals(true, mayWrite(tokens.caller(null)));
        assertEquals(true, mayWrite(tokens.caller("any".getBytes(UTF_8))));
    }

    @Test
    void tokensThatCannotBeMeantAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Tokens(null, "r"));
        assertThrows(IllegalArgumentException.class, () -> new Tokens("same", "same"));
    }

    @Test
    void severalAreGoodSideBySideAndCanBeChanged() {
        Tokens tokens = Tokens.of(List.of("old", "new"), List.of("read"));
        assertEquals("owner", name(tokens, "old"));
        assertEquals("owner-2", name(tokens, "new"));
        tokens.replace(List.of("new"), List.of("read", "read too"));
        assertNull(tokens.caller("old".getBytes(UTF_8)));
        assertEquals("owner-2", name(tokens, "new"));
        assertEquals("reader-2", name(tokens, "read too"));
    }

    @Test
    void theyNeverComeToNothing() {
        Tokens tokens = Tokens.of(List.of("full"), List.of());
        assertThrows(IllegalArgumentException.class, () -> tokens.replace(List.of(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> tokens.replace(List.of(""), List.of()));
        assertThrows(IllegalArgumentException.class, () -> tokens.replace(List.of("a", "a"), List.of()));
        assertEquals("owner", name(tokens, "full"));
        assertFalse(tokens.open());
    }

    private static String name(Tokens tokens, String token) {
        Caller caller = tokens.caller(token.getBytes(UTF_8));
        assertNotNull(caller);
        return caller.name();
    }

    private static boolean mayWrite(@Nullable Caller caller) {
        assertNotNull(caller);
        return caller.mayWrite();
    }
}
