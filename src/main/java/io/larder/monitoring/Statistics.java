package io.larder.monitoring;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Door;
import io.larder.command.Observer;
import io.larder.command.Reply;
import io.larder.command.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts every command that is run: how often, with how many errors, how long it took, and through which door it came.
 * A recorder stands in an array at the place of its row and door, and is made when the row first runs.
 */
public final class Statistics implements Observer {

    private @Nullable Recorder[] recorders = new Recorder[512 * Door.MOST];

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        recorder(call.command(), call.session().door()).ran(reply instanceof Reply.Failure, nanos);
    }

    @Override
    public void refused(Session session, Command<?> row) {
        recorder(row, session.door()).refused();
    }

    private Recorder recorder(Command<?> row, Door door) {
        // A thread that does not see the newest array yet looks again under the lock.
        @Nullable Recorder[] all = recorders;
        int place = row.number() * Door.MOST + door.number();
        Recorder recorder = place < all.length ? all[place] : null;
        return recorder == null ? make(row, door, place) : recorder;
    }

    private synchronized Recorder make(Command<?> row, Door door, int place) {
        if (place >= recorders.length) {
            recorders = Arrays.copyOf(recorders, Integer.highestOneBit(place) * 2);
        }
        Recorder made = recorders[place];
        if (made == null) {
            made = new Recorder(row, door);
            recorders[place] = made;
        }
        return made;
    }

    /** The rows that have run, in the order of their names. */
    List<Runs> runs() {
        return byRow(byDoor());
    }

    /** Those of one row together. They come in the order of the rows' names. */
    static List<Runs> byRow(List<Runs> byDoor) {
        List<Runs> runs = new ArrayList<>();
        for (Runs each : byDoor) {
            int last = runs.size() - 1;
            if (last >= 0 && runs.get(last).row() == each.row()) {
                runs.set(last, runs.get(last).and(each));
            } else {
                runs.add(each);
            }
        }
        return runs;
    }

    /** The same, each row as often as there are doors that it has run through. */
    List<Runs> byDoor() {
        List<Runs> runs = new ArrayList<>();
        for (Recorder recorder : known()) {
            runs.add(recorder.runs());
        }
        return runs;
    }

    private synchronized List<Recorder> known() {
        List<Recorder> known = new ArrayList<>();
        for (Recorder recorder : recorders) {
            if (recorder != null) {
                known.add(recorder);
            }
        }
        known.sort(Comparator.comparing(recorder -> recorder.row().name()));
        return known;
    }
}
