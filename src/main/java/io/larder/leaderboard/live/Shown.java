package io.larder.leaderboard.live;

import io.larder.leaderboard.Standing;
import java.util.List;

/**
 * What a view shows at one moment.
 *
 * @param total how many entries the board has
 * @param season the present season, empty where there are none
 * @param missing whether the member that it is about is not on the board
 * @param entries in the order of their positions
 */
public record Shown(long total, String season, boolean missing, List<Standing> entries) {

    /** Of a board that is not there. */
    static Shown nothing(View view) {
        return new Shown(0, "", view instanceof View.Around, List.of());
    }
}
