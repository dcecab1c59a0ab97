package io.larder.leaderboard.live;

import io.larder.command.Forms;
import io.larder.leaderboard.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What those who look at a view are told. It is the same for all of them, so what a door makes of it is made once.
 *
 * <p>Frames of a view are numbered within an epoch, the view's life: 1, 2, 3 and so on, without a gap. A
 * {@link Snapshot} has the number of the last frame that is in it; what follows it has the next one. Whoever puts the
 * frames together has at each number what the view showed then; {@link FrameText} says how it is written.
 */
public sealed interface LiveFrame {

    /** The life of the view in which its number counts. */
    String epoch();

    /** Its number. */
    long seq();

    /** What doors have made of it. */
    Forms forms();

    /** All that the view shows. */
    record Snapshot(byte[] board, String epoch, long seq, Shown shown, Forms forms) implements LiveFrame {}

    /**
     * What has changed since the frame before.
     *
     * @param total how many entries the board has now
     * @param big whether scores can be too large for a JSON number
     * @param missing whether the member that the view is about is missing now; null where that is as it was
     * @param entered who is in the view and was not
     * @param moved who has another position
     * @param scored who has the same position, but another score, rank or metadata
     * @param left who was in the view and is not
     */
    record Update(
            String epoch,
            long seq,
            long total,
            boolean big,
            @Nullable Boolean missing,
            List<Standing> entered,
            List<Moved> moved,
            List<Standing> scored,
            List<byte[]> left,
            Forms forms)
            implements LiveFrame {

        /** How many entries it names. */
        int weight() {
            return 1 + entered.size() + moved.size() + scored.size() + left.size();
        }
    }

    /** An entry whose position was another. */
    record Moved(Standing now, long previousPosition) {}

    /** A season has ended; the next frame is a snapshot of the next one. */
    record SeasonEnded(String epoch, long seq, String season, String next, Forms forms) implements LiveFrame {}

    /**
     * Somebody has come back who has missed nothing but what follows. It has the number of the last frame they have.
     */
    record Resumed(byte[] board, String epoch, long seq, Forms forms) implements LiveFrame {}
}
