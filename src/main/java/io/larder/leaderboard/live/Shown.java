package io.larder.leaderboard.live;

import io.larder.leaderboard.Ranking;
import io.larder.leaderboard.Standing;
import java.util.List;

/**
 * What a view shows at one moment.
 *
 * @param total how many entries the board has
 * @param season the present season, empty where there are none
 * @param change a number that grows with each change of the board's order; 0 where that is not known
 * @param big whether scores can be too large for a JSON number
 * @param missing whether the member that it is about is not on the board
 * @param entries in the order of their positions
 */
public record Shown(long total, String season, long change, boolean big, boolean missing, List<Standing> entries) {

    /** Of a board that is not there. */
    static Shown nothing(View view) {
        return new Shown(0, "", 0, false, view instanceof View.Around, List.of());
    }

    /** These entries of a ranking. */
    static Shown of(Ranking ranking, boolean missing, List<Standing> entries) {
        return new Shown(ranking.size(), ranking.season(), ranking.seq(), ranking.big(), missing, entries);
    }
}
