package io.larder.leaderboard.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The watchers of one view on one lane. A frame is one task for all of them. */
final class Crowd {

    private final Executor lane;
    /** Used on the lane only. Those that have closed stay until they are told so. */
    private final List<Watch> watches = new ArrayList<>();
    /** How many have come and not gone: guarded by the board. */
    int count;

    Crowd(Executor lane) {
        this.lane = lane;
    }

    Executor lane() {
        return lane;
    }

    /** Lets a watch in; all that is given to the lane from here on reaches it, behind {@code frames}. */
    void enter(Watch watch, List<LiveFrame> frames) {
        lane.execute(() -> {
            if (!watch.closed()) {
                watch.place = watches.size();
                watches.add(watch);
                watch.begin(frames);
            }
        });
    }

    void leave(Watch watch) {
        lane.execute(() -> {
            int place = watch.place;
            if (place < 0) {
                return;
            }
            Watch last = watches.remove(watches.size() - 1);
            if (last != watch) {
                watches.set(place, last);
                last.place = place;
            }
            watch.place = -1;
        });
    }

    void tell(LiveFrame frame) {
        lane.execute(() -> {
            // From the end: whoever leaves meanwhile is replaced by one that has its frame already.
            for (int i = watches.size() - 1; i >= 0; i--) {
                if (i < watches.size()) {
                    watches.get(i).next(frame);
                }
            }
        });
    }
}
