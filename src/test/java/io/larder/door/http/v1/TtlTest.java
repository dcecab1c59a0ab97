package io.larder.door.http.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1000",
        "-1,-1000",
        "1.5,1500",
        "0.001,1",
        "1e3,1000000",
        "7ms,7",
        "2s,2000",
        "3m,180000",
        "1h,3600000",
        "1d,86400000",
        "0.5d,43200000",
        "9223372036854775807ms,9223372036854775807"
    })
    void aTimeIsReadExactly(String text, long millis) {
        assertEquals(millis, Ttl.millis(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "1w",
                "1 s",
                "0.0001",
                "1.5ms",
                "9223372036854775808ms",
                "1e99",
                "0x10",
                "1MS",
                "１",
                "--1"
            })
    void whatIsNoTimeIsRefused(String text) {
        Refusal refusal = assertThrows(Refusal.class, () -> Ttl.millis(text));
        assertEquals(400, refusal.problem().status());
    }

    @Test
    void secondsHaveAsManyDigitsAsTheyNeed() {
        assertEquals("60", Ttl.seconds(60_000).toString());
        assertEquals("59.999", Ttl.seconds(59_999).toString());
        assertEquals("0.001", Ttl.seconds(1).toString());
    }

    @Test
    void datesAreThoseOfHttp() {
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", Ttl.httpDate(0));
        assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", Ttl.httpDate(253_402_300_799_000L));
        assertNull(Ttl.httpDate(253_402_300_800_000L));
        assertNull(Ttl.httpDate(Long.MAX_VALUE));
    }
}
