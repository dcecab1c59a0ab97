package io.larder.door.websocket.centrifuge;

import io.larder.command.Forms;
import io.larder.door.codec.JsonWriter;
import io.larder.door.websocket.Frame;
import io.larder.door.websocket.Views;
import io.larder.pubsub.Position;
import java.util.concurrent.Executor;

/**
 * A view as a channel in cache mode: the first state answers the subscription, each further one is a message. A client
 * that comes back with the position of the newest state gets none.
 */
final class Viewing implements Views.Viewer {

    /** More than this waiting means that a newer state is worth more. */
    private static final int BEHIND = 64 << 10;

    private static final int SERVER_UNSUBSCRIBE = 2000;

    private final Client client;
    private final Subscriptions.Subscription one;
    private final long number;
    private final boolean recover;
    private boolean answered;

    /** What a state's push is kept under: it is the same for all who know the view by the same name. */
    private record Form(String channel) {}

    Viewing(Client client, Subscriptions.Subscription one, long number, boolean recover) {
        this.client = client;
        this.one = one;
        this.number = number;
        this.recover = recover;
    }

    @Override
    public Executor lane() {
        return client.connection().lane();
    }

    @Override
    public boolean behind() {
        return client.connection().waiting() > BEHIND;
    }

    @Override
    public void current(Position position) {
        answer(position.epoch(), position.offset(), null);
    }

    @Override
    public void state(Position position, byte[] json, Forms forms) {
        if (answered) {
            push(position, json, forms);
        } else if (recover) {
            answer(position.epoch(), 0, publication(position, json));
        } else {
            answer(position.epoch(), Math.max(0, position.offset() - 1), null);
            push(position, json, forms);
        }
    }

    private void push(Position position, byte[] json, Forms forms) {
        Frame frame = forms.get(
                new Form(one.channel()),
                () -> Text.frame(new JsonWriter()
                        .begin()
                        .begin("push")
                        .text("channel", one.channel())
                        .raw("pub", publication(position, json))
                        .end()
                        .end()));
        client.push(frame);
    }

    private static byte[] publication(Position position, byte[] json) {
        return new JsonWriter()
                .begin()
                .raw("data", json)
                .whole("offset", position.offset())
                .end()
                .toBytes();
    }

    private void answer(String epoch, long offset, byte @org.jspecify.annotations.Nullable [] publication) {
        answered = true;
        client.answer(Text.reply(number, "subscribe", fields -> {
            fields.truth("recoverable", true).truth("positioned", true).text("epoch", epoch);
            if (offset > 0) {
                fields.whole("offset", offset);
            }
            if (recover) {
                fields.truth("was_recovering", true).truth("recovered", true);
            }
            if (publication != null) {
                fields.beginList("publications").item(publication).endList();
            }
        }));
        client.go();
    }

    @Override
    public void ended(String reason) {
        if (!answered) {
            answered = true;
            client.answer(Text.error(number, 102, reason, false));
            client.go();
            return;
        }
        client.push(Text.push(
                Text.bytes(one.channel()),
                "unsubscribe",
                fields -> fields.whole("code", SERVER_UNSUBSCRIBE).text("reason", reason)));
    }
}
