package io.larder.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private static final long LONGEST = (1L << 41) - 1;

    @Property
    void aDurationIsWithinItsBucket(@ForAll @LongRange(min = 0, max = LONGEST) long nanos) {
        int bucket = Durations.bucket(nanos);
        assertTrue(Durations.from(bucket) <= nanos && nanos < Durations.from(bucket + 1));
        assertTrue(Math.abs(Durations.middle(bucket) - nanos) <= nanos / 16.0 + 0.5);
    }

    @Test
    void bucketsFollowEachOtherWithoutHoles() {
        for (int i = 0; i < Durations.BUCKETS; i++) {
            assertEquals(i, Durations.bucket(Durations.from(i)));
            assertEquals(i, Durations.bucket(Durations.from(i + 1) - 1));
        }
        assertEquals(Durations.BUCKETS - 1, Durations.bucket(Long.MAX_VALUE));
        assertEquals(0, Durations.bucket(-1));
    }
}
