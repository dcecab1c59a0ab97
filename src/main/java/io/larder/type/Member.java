package io.larder.type;

import io.larder.keyspace.Tree;
import java.util.Arrays;

/**
 * How the fields of a hash and the members of a set or sorted set stand in their tree: behind four bytes of a hash of
 * theirs.
 *
 * <p>Ordered so, the place of a scan is a number, the hash, which stays right whatever is put in or taken out between
 * two calls: what is there throughout is seen, and the scan ends. Ordered by the members themselves it could be neither
 * short nor stateless.
 */
final class Member {

    /** Bytes of hash before the member. */
    static final int PREFIX = 4;

    private Member() {}

    /** The tree's key of a member. */
    static byte[] key(byte[] member) {
        byte[] key = new byte[PREFIX + member.length];
        int hash = hash(member);
        key[0] = (byte) (hash >>> 24);
        key[1] = (byte) (hash >>> 16);
        key[2] = (byte) (hash >>> 8);
        key[3] = (byte) hash;
        System.arraycopy(member, 0, key, PREFIX, member.length);
        return key;
    }

    /** The member of a tree's key. */
    static byte[] of(byte[] key) {
        return Arrays.copyOfRange(key, PREFIX, key.length);
    }

    /** FNV-1a with a last mix: it is stored, so it never changes. */
    private static int hash(byte[] member) {
        int hash = 0x811c9dc5;
        for (byte b : member) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x7feb352d;
        hash ^= hash >>> 15;
        hash *= 0x846ca68b;
        return hash ^ hash >>> 16;
    }

    /**
     * Visits at least {@code atLeast} more elements, as far as there are.
     *
     * @param cursor 0, or what the last call gave: the hash to go on from
     * @return where to go on, or 0 at the end
     */
    static long scan(Tree tree, long cursor, long atLeast, Tree.Visitor visitor) {
        if (cursor < 0 || cursor > 0xffff_ffffL) {
            return 0;
        }
        Step step = new Step(visitor, atLeast);
        tree.each(tree.rank(prefix((int) cursor)), step);
        return step.next;
    }

    private static byte[] prefix(int hash) {
        return new byte[] {(byte) (hash >>> 24), (byte) (hash >>> 16), (byte) (hash >>> 8), (byte) hash};
    }

    /** Members of one hash go together: the cursor could not tell them apart. */
    private static final class Step implements Tree.Visitor {
        private final Tree.Visitor visitor;
        private long left;
        private int hash;
        private long next;

        Step(Tree.Visitor visitor, long atLeast) {
            this.visitor = visitor;
            this.left = atLeast;
        }

        @Override
        public boolean visit(byte[] key, byte[] value) {
            int now = (key[0] & 0xff) << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | key[3] & 0xff;
            if (left <= 0 && now != hash) {
                next = now & 0xffff_ffffL;
                return false;
            }
            hash = now;
            left--;
            return visitor.visit(key, value);
        }
    }
}
