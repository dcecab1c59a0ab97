package io.larder.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FormsTest {

    @Test
    void aFormIsMadeOnce() {
        Forms forms = new Forms();
        AtomicInteger made = new AtomicInteger();
        IntStream.range(0, 1_000).parallel().forEach(i -> forms.get("name", made::incrementAndGet));
        assertEquals(1, made.get());
    }

    /** Whatever their hash codes are: names may share a place in a table. */
    @Test
    void aFormMayBeMadeOfAnother() {
        for (int i = 0; i < 1_000; i++) {
            Forms forms = new Forms();
            int inner = i;
            int made = forms.<Integer>get("outer", () -> forms.<Integer>get(inner, () -> 1) + 2);
            assertEquals(3, made);
        }
    }
}
