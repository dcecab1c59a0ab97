package io.larder.leaderboard;

/** What equal scores mean for order and rank. */
enum Ties {
    /** Who reached the score first is before, and has the better rank: 1, 2, 3, 4. */
    FIRST,
    /** Who reached the score first is before, with the same rank: 1, 2, 2, 4. */
    SHARED,
    /** The same, without gaps: 1, 2, 2, 3. */
    DENSE,
    /** Whose id is lower, byte by byte, is before, and has the better rank. */
    MEMBER
}
