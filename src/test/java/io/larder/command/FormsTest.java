package io.larder.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FormsTest {

    /** Two that are not the same, but stand in the same place of a hash table. */
    private record Name(String text) {
        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void aFormIsMadeOnce() {
        Forms forms = new Forms();
        AtomicInteger made = new AtomicInteger();
        Object first = forms.get("a", () -> "made " + made.incrementAndGet());
        assertSame(first, forms.get("a", () -> "made " + made.incrementAndGet()));
        assertEquals(1, made.get());
    }

    @Test
    void aFormMayBeMadeOfAnother() {
        Forms forms = new Forms();
        String whole = forms.get(new Name("whole"), () -> "<" + forms.get(new Name("part"), () -> "x") + ">");
        assertEquals("<x>", whole);
        assertEquals("x", forms.get(new Name("part"), () -> "again"));
    }
}
