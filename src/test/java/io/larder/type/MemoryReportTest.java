package io.larder.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.keyspace.Footprint;
import org.junit.jupiter.api.Test;

/** MEMORY DOCTOR names what is not as it should be, and nothing else. */
class MemoryReportTest {

    private static String of(long entries, long pages, long uses, long tiers) {
        return new MemoryReport(new Footprint(10, entries, pages, 0, uses, tiers, 100_000_000)).text();
    }

    @Test
    void aHealthyStore() {
        assertEquals(
                "10 keys take 50000000 bytes, 50 % of the limit of 100000000.\nNothing is out of the ordinary.\n",
                of(20_000_000, 30_000_000, 5_000_000, 0));
        assertEquals(
                "10 keys take 0 bytes, 0 % of the limit of 100000000.\nNothing is out of the ordinary.\n",
                of(0, 0, 1_000, 0));
    }

    @Test
    void eachTroubleHasItsLine() {
        assertFalse(of(89_999_999, 0, 0, 0).contains("is near"));
        assertTrue(of(89_999_999, 1, 0, 0).contains("The limit is near"));
        assertTrue(of(2_000_000, 0, 2_000_001, 0).contains("takes 2000001 bytes, more than the data"));
        assertTrue(of(1, 0, 0, 3).contains("overflow, 3 times"));
        assertEquals(4, of(95_000_000, 0, 96_000_000, 1).lines().count());
    }
}
