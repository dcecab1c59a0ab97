package io.larder.type;

/**
 * The longest common subsequence of two byte strings, by the table of the lengths for all pairs of prefixes, of which
 * only the last row is kept, and for the way back one bit a pair.
 *
 * <p>Where there are several, it is the one that Redis finds: seen from the ends, equal bytes are taken; else a byte of
 * the first string is dropped if that leaves more, and otherwise one of the second.
 */
final class CommonSubsequence {

    /** Takes the runs of bytes that stand together in both strings. */
    @FunctionalInterface
    interface RunVisitor {
        /** A run of {@code length} bytes at {@code a} in the first string and at {@code b} in the second. */
        void visit(int a, int b, int length);
    }

    private final byte[] a;
    private final byte[] b;
    private final int length;
    /** Rows of b.length bits, each on words of its own: whether dropping the byte of the first string leaves more. */
    private final long[] dropFirst;

    private final int wordsInRow;

    /** Compares two strings; with {@code path}, what they have in common can be asked for, not only its length. */
    CommonSubsequence(byte[] a, byte[] b, boolean path) {
        this.a = a;
        this.b = b;
        this.wordsInRow = wordsInRow(b);
        this.dropFirst = new long[path ? Math.multiplyExact(a.length, wordsInRow) : 0];
        int[] row = new int[b.length + 1];
        for (int i = 0; i < a.length; i++) {
            fill(row, i, path);
        }
        this.length = row[b.length];
    }

    /** How many pairs of bytes are compared, rounded up to what is kept for them in bits. */
    static long pairs(byte[] a, byte[] b) {
        return (long) a.length * wordsInRow(b) * Long.SIZE;
    }

    private static int wordsInRow(byte[] b) {
        return (int) (((long) b.length + Long.SIZE - 1) / Long.SIZE);
    }

    private void fill(int[] row, int i, boolean path) {
        byte wanted = a[i];
        int diagonal = 0;
        int left = 0;
        for (int j = 0; j < b.length; j++) {
            int above = row[j + 1];
            if (wanted == b[j]) {
                left = diagonal + 1;
            } else if (above > left) {
                left = above;
                if (path) {
                    dropFirst[i * wordsInRow + (j >> 6)] |= 1L << j;
                }
            }
            row[j + 1] = left;
            diagonal = above;
        }
    }

    /** Its length. */
    int length() {
        return length;
    }

    /** Its bytes. */
    byte[] bytes() {
        byte[] found = new byte[length];
        int[] end = {length};
        runs((inA, inB, size) -> {
            end[0] -= size;
            System.arraycopy(a, inA, found, end[0], size);
        });
        return found;
    }

    /** Visits its runs from the last to the first. */
    void runs(RunVisitor visitor) {
        int i = a.length;
        int j = b.length;
        int run = 0;
        while (i > 0 && j > 0) {
            if (a[i - 1] == b[j - 1]) {
                run++;
                i--;
                j--;
                continue;
            }
            if (run > 0) {
                visitor.visit(i, j, run);
                run = 0;
            }
            if ((dropFirst[(i - 1) * wordsInRow + (j - 1 >> 6)] >>> (j - 1) & 1) != 0) {
                i--;
            } else {
                j--;
            }
        }
        if (run > 0) {
            visitor.visit(i, j, run);
        }
    }
}
