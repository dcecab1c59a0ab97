package io.larder.command;

import static io.larder.command.Argument.key;
import static io.larder.command.Argument.many;

import java.util.List;
import java.util.function.Function;

/**
 * MULTI, EXEC, DISCARD, WATCH, UNWATCH: on a connection that stays.
 *
 * @see <a href="https://redis.io/docs/latest/develop/interact/transactions/">Transactions</a>
 */
public final class TransactionCommands {

    /** The rows. */
    public static final Family<Step> FAMILY = new Family<>(Step.class, Group.TRANSACTIONS);

    private TransactionCommands() {}

    /** What these commands run on: a session, and the engine's side of a transaction. */
    record Step(Session session, Transactions transactions, Function<Call<?>, Reply> others, Effort effort) {}

    static {
        FAMILY.command("MULTI")
                .summary("Starts a transaction: what follows is queued until EXEC.")
                .since("1.2.0")
                .complexity("O(1)")
                .fast()
                .flag(Flag.CONNECTED)
                .flag(Flag.IMMEDIATE)
                .harmless()
                .example("MULTI", "OK")
                .runs(TransactionCommands::multi);
    }

    private static Reply multi(Step step, Arguments arguments) {
        step.session().begin();
        return Reply.OK;
    }

    static {
        FAMILY.command("EXEC")
                .summary("Runs what MULTI has queued as one step, unless a watched key has changed.")
                .since("1.2.0")
                .complexity("That of the queued commands")
                .flag(Flag.CONNECTED)
                .flag(Flag.IMMEDIATE)
                .harmless()
                .example("MULTI", "OK")
                .example("INCR visits", "QUEUED")
                .example("EXEC", "1) (integer) 1")
                .runs(TransactionCommands::exec);
    }

    private static Reply exec(Step step, Arguments arguments) {
        Session session = step.session();
        List<Call<?>> calls = session.queued();
        if (session.spoilt()) {
            session.reset();
            throw new CommandError("EXECABORT Transaction discarded because of previous errors.");
        }
        List<Reply> replies;
        try {
            replies = step.transactions().runAll(calls, session.watched(), step.others(), step.effort());
        } catch (CommandError refusal) {
            session.reset();
            throw refusal;
        }
        session.reset();
        return replies == null ? Reply.NIL_MANY : new Reply.Many(replies);
    }

    static {
        FAMILY.command("DISCARD")
                .summary("Forgets what MULTI has queued, and what is watched.")
                .since("2.0.0")
                .complexity("O(N) in the number of queued commands")
                .fast()
                .flag(Flag.CONNECTED)
                .flag(Flag.IMMEDIATE)
                .harmless()
                .example("MULTI", "OK")
                .example("DISCARD", "OK")
                .runs(TransactionCommands::discard);
    }

    private static Reply discard(Step step, Arguments arguments) {
        if (!step.session().queueing()) {
            throw new CommandError("ERR DISCARD without MULTI");
        }
        step.session().reset();
        return Reply.OK;
    }

    static {
        FAMILY.command("WATCH")
                .summary("Has the next EXEC run nothing if one of the keys has changed by then.")
                .since("2.2.0")
                .complexity("O(1) for each key")
                .takes(many(key()))
                .fast()
                .flag(Flag.CONNECTED)
                .flag(Flag.IMMEDIATE)
                .harmless()
                .example("WATCH account", "OK")
                .runs(TransactionCommands::watch);
    }

    private static Reply watch(Step step, Arguments arguments) {
        while (arguments.more()) {
            byte[] key = arguments.key();
            step.session().watch(key, step.transactions().version(key));
        }
        return Reply.OK;
    }

    static {
        FAMILY.command("UNWATCH")
                .summary("Forgets what is watched.")
                .since("2.2.0")
                .complexity("O(1)")
                .fast()
                .flag(Flag.CONNECTED)
                .harmless()
                .example("UNWATCH", "OK")
                .runs(TransactionCommands::unwatch);
    }

    private static Reply unwatch(Step step, Arguments arguments) {
        step.session().unwatch();
        return Reply.OK;
    }
}
