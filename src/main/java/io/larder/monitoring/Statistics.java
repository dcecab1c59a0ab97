package io.larder.monitoring;

import io.larder.command.Call;
import io.larder.command.Command;
import io.larder.command.Observer;
import io.larder.command.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts every command that is run: how often, with how many errors, and how long it took. A row's recorder stands in
 * an array at the row's number, and is made when the row first runs.
 */
public final class Statistics implements Observer {

    private @Nullable Recorder[] recorders = new Recorder[512];

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        recorder(call.command()).ran(reply instanceof Reply.Failure, nanos);
    }

    @Override
    public void refused(Command<?> row) {
        recorder(row).refused();
    }

    private Recorder recorder(Command<?> row) {
        // A thread that does not see the newest array yet looks again under the lock.
        @Nullable Recorder[] all = recorders;
        Recorder recorder = row.number() < all.length ? all[row.number()] : null;
        return recorder == null ? make(row) : recorder;
    }

    private synchronized Recorder make(Command<?> row) {
        if (row.number() >= recorders.length) {
            recorders = Arrays.copyOf(recorders, Integer.highestOneBit(row.number()) * 2);
        }
        Recorder made = recorders[row.number()];
        if (made == null) {
            made = new Recorder(row);
            recorders[row.number()] = made;
        }
        return made;
    }

    /** The rows that have run, in the order of their names. */
    List<Runs> runs() {
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
