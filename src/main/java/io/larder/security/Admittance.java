package io.larder.security;

import java.time.Duration;
import java.util.List;

/**
 * Who may come, how often, and how many at a time; 0 is any number.
 *
 * @param networks from where; none for anywhere
 * @param operations from where the pages of operators may be asked for as well, and nobody else; none for the same
 * @param proxies whose {@code X-Forwarded-For} is believed
 * @param requestsPerAddress how many requests in a second come from an address
 * @param requestsPerToken how many requests in a second come with a token
 * @param connectionsPerAddress how many connections there are from an address at a time
 * @param connectionsPerToken how many connections there are with a token at a time
 * @param guesses from how many wrong tokens on an address is locked out
 * @param longestLock for how long at most
 * @param remembered how many addresses are remembered
 */
public record Admittance(
        List<Network> networks,
        List<Network> operations,
        List<Network> proxies,
        int requestsPerAddress,
        int requestsPerToken,
        int connectionsPerAddress,
        int connectionsPerToken,
        int guesses,
        Duration longestLock,
        int remembered) {

    /** Anyone, any number of times. */
    public static final Admittance ANY =
            new Admittance(List.of(), List.of(), List.of(), 0, 0, 0, 0, 0, Duration.ofMinutes(5), 65_536);
}
