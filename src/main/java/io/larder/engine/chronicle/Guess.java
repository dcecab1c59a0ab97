package io.larder.engine.chronicle;

/**
 * What is asked of the first change, where the arrangement to begin with is a guess, as no key was used twice until the
 * cache was full.
 *
 * <p>Until then a loop, which comes round, looks like a walk, which turns back. Each has its hits early for one
 * arrangement and late for the other, and as many in the end: a lead of what the cache holds says nothing yet, and who
 * changes for it loses as much. So for as long again as nothing was heard of any key, a lead has to be larger than the
 * cache, unless some keys are soon used for the third time, as neither does. From then on it has to be larger than each
 * that had come before and was lost again, as on the way back.
 *
 * <p>Not to be used by two threads at once.
 */
final class Guess {

    /** Fewer hits than one in so many uses, and nothing is known of frequencies. */
    private static final int SELDOM = 100;

    /** Keys that were used more often than both ways of a walk explain. */
    private static final int THIRD = 3;

    /** So many hits for one of a key that is used for the third time, and it is no walk. */
    private static final int REPEATED = 10;

    /** Fewer of them may be keys that are taken for each other. */
    private static final int SURE = 16;

    private final double[] highest;
    private final double[] lost;
    private long uses;
    private long hits;
    private long thirds;
    private long silent;
    private boolean over;

    Guess(int arrangements) {
        highest = new double[arrangements];
        lost = new double[arrangements];
    }

    /** Whether it is known yet that there is nothing to guess, or is no more. */
    boolean over() {
        return over;
    }

    /**
     * A key is used.
     *
     * @param hit whether any of the arrangements holds it
     * @param frequency how often it was used, with this one
     */
    void use(boolean hit, int frequency) {
        uses++;
        hits += hit ? 1 : 0;
        thirds += hit && frequency >= THIRD ? 1 : 0;
        if (silent == 0 && !seldom()) {
            silent = uses;
        }
    }

    private boolean seldom() {
        return hits * SELDOM < uses;
    }

    /** The cache is full. Whether it has to be guessed how it should be arranged. */
    boolean begin() {
        over = !seldom();
        silent = 0;
        return !over;
    }

    /** Another arrangement is in use, for a reason. */
    void end() {
        over = true;
    }

    /**
     * How much larger a lead over the guess has to be than otherwise.
     *
     * @param arrangement that has the lead
     * @param lead in hits
     * @param keys that the cache holds
     */
    double least(int arrangement, double lead, int keys) {
        if (over) {
            return 0;
        }
        if (lead < highest[arrangement] / 2) {
            lost[arrangement] = Math.max(lost[arrangement], highest[arrangement]);
            highest[arrangement] = 0;
        }
        highest[arrangement] = Math.max(highest[arrangement], lead);
        boolean early = (silent == 0 || uses < 2 * silent) && (thirds < SURE || thirds * REPEATED < hits);
        return Math.max(early ? keys : 0, lost[arrangement]);
    }
}
