package io.larder.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of addresses, as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or {@code 192.0.2.7} say it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632#section-3.1">RFC 4632, section 3.1</a>
 */
public final class Network {

    /** What may be an address of either kind and can be no name of a host, which would be looked up. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * The network that a text says.
     *
     * @throws IllegalArgumentException where it says none, or has bits behind its length that are set
     */
    public static Network of(String text) {
        String trimmed = text.trim();
        int slash = trimmed.indexOf('/');
        byte[] prefix = address(slash < 0 ? trimmed : trimmed.substring(0, slash), text);
        int most = prefix.length * 8;
        int bits = slash < 0 ? most : length(trimmed.substring(slash + 1), most, text);
        Network network = new Network(prefix, bits);
        for (int i = bits; i < most; i++) {
            if ((prefix[i / 8] & 0x80 >> i % 8) != 0) {
                throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + bits);
            }
        }
        return network;
    }

    /** The networks that several texts say. */
    public static List<Network> all(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            networks.add(of(text));
        }
        return List.copyOf(networks);
    }

    /**
     * An address in its numeric form; nothing is looked up.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static InetAddress numeric(String text) {
        if (ADDRESS.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // As below.
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no address");
    }

    private static byte[] address(String text, String whole) {
        try {
            return numeric(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + whole + "' is no network such as 10.0.0.0/8 or 2001:db8::/32");
        }
    }

    private static int length(String text, int most, String whole) {
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("'" + whole + "' must end in a length of 0 to " + most);
    }

    /** Whether an address is in it. One of the other kind is not. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff00 >> rest & 0xff) == 0;
    }

    /** Whether an address is in any of several networks. */
    public static boolean anyContains(List<Network> networks, InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
