package io.larder.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of addresses, and who is behind a proxy. */
class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
    })
    void contains(String network, String address, boolean in) throws Exception {
        assertEquals(in, Network.of(network).contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "example.com/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.1/8",
                "2001:db8::1/64",
                "2001:db8::/129",
                "10.0.0/8",
                "300.0.0.0/8",
                "1:2:3/16",
                "fe80::1%eth0",
                "10.0.0.0/8/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Network.of(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The proxies are 10.0.0.0/8; what the first one wrote is believed, and nothing before it.
                "198.51.100.1 | 203.0.113.5 | 198.51.100.1",
                "10.0.0.1 | | 10.0.0.1",
                "10.0.0.1 | 203.0.113.5 | 203.0.113.5",
                "10.0.0.1 | 1.2.3.4, 203.0.113.5 | 203.0.113.5",
                "10.0.0.1 | 1.2.3.4, 203.0.113.5, 10.0.0.2 | 203.0.113.5",
                "10.0.0.1 | 1.2.3.4,203.0.113.5:4711 | 203.0.113.5",
                "10.0.0.1 | [2001:db8::7]:443 | 2001:db8::7",
                "10.0.0.1 | 2001:db8::7 | 2001:db8::7",
                "10.0.0.1 | 1.2.3.4, unknown | 10.0.0.1",
                "10.0.0.1 | 1.2.3.4, localhost | 10.0.0.1",
                "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "10.0.0.1 | , , | 10.0.0.1",
            })
    void whoIsBehindAProxyIsToldByTheProxy(String peer, String forwarded, String client) throws Exception {
        Proxies proxies = new Proxies(List.of(Network.of("10.0.0.0/8")));
        assertEquals(InetAddress.getByName(client), proxies.client(InetAddress.getByName(peer), forwarded));
    }

    @Test
    void withoutProxiesNobodyIsBelieved() throws Exception {
        InetAddress peer = InetAddress.getByName("10.0.0.1");
        assertEquals(peer, new Proxies(List.of()).client(peer, "203.0.113.5"));
    }
}
