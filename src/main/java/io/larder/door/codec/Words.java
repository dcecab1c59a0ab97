package io.larder.door.codec;

/** The words of one command while they are read, up to the bound. */
public final class Words {

    private static final int FEW = 8;

    private final int most;
    private byte[][] words = new byte[FEW][];
    private int count;

    /** None yet. */
    public Words(Limits limits) {
        this.most = limits.arguments();
    }

    /** A further word. */
    public void add(byte[] word) {
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
    public byte[][] take() {
        byte[][] taken = new byte[count][];
        System.arraycopy(words, 0, taken, 0, count);
        count = 0;
        return taken;
    }
}
