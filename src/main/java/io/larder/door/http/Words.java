package io.larder.door.http;

/** The words of one command while they are read, up to the bound. */
final class Words {

    private static final int FEW = 8;

    private final int most;
    private byte[][] words = new byte[FEW][];
    private int count;

    Words(Limits limits) {
        this.most = limits.arguments();
    }

    void add(byte[] word) {
        if (count == most) {
            throw new BadRequest("ERR max number of arguments exceeded. Limit: " + most);
        }
        if (count == words.length) {
            byte[][] grown = new byte[Math.min(most, count * 2)][];
            System.arraycopy(words, 0, grown, 0, count);
            words = grown;
        }
        words[count++] = word;
    }

    /** The words so far; the next ones are another command's. */
    byte[][] take() {
        byte[][] taken = new byte[count][];
        System.arraycopy(words, 0, taken, 0, count);
        count = 0;
        return taken;
    }
}
