package io.larder.door.http.v1;

import io.larder.command.CommandError;
import io.larder.command.Reply;
import org.jspecify.annotations.Nullable;

/** A request that is not carried out, and the {@link Problem} to tell. It carries no stack trace. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What {@link CommandError} puts before the reason why a whole transaction was refused. */
    private static final String BECAUSE = " because of: ";

    private final int status;
    private final @Nullable String code;

    private final @Nullable Integer index;

    private Refusal(int status, String detail, @Nullable String code) {
        this(status, detail, code, null);
    }

    /** A refusal with a code of its own, of an item of a batch where there is an index. */
    Refusal(int status, String detail, @Nullable String code, @Nullable Integer index) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.index = index;
    }

    /** A refusal by the door itself. */
    Refusal(int status, String detail) {
        this(status, detail, null);
    }

    /** A refusal by a command, or of a whole transaction because of one. */
    static Refusal of(Reply.Failure failure) {
        String text = failure.message();
        if (text.startsWith("EXECABORT ") && text.contains(BECAUSE)) {
            text = text.substring(text.indexOf(BECAUSE) + BECAUSE.length());
        }
        String code = Problem.code(text);
        BoardCode board = BoardCode.of(code);
        if (board != null) {
            return board.refusal(text.substring(code.length()).strip());
        }
        return new Refusal(status(code, text), text, code);
    }

    static Refusal notFound(String what) {
        return new Refusal(404, "no such " + what);
    }

    static Refusal badRequest(String why) {
        return new Refusal(400, why);
    }

    Problem problem() {
        String detail = getMessage();
        Problem problem = Problem.of(status, detail == null ? "" : detail, code);
        return index == null ? problem : problem.at(index);
    }

    private static int status(String code, String text) {
        return switch (code) {
            case "WRONGPASS", "NOAUTH" -> 401;
            case "NOPERM" -> 403;
            case "WRONGTYPE", "BUSYKEY" -> 409;
            case "BUSY", "LOADING", "TRYAGAIN", "CLUSTERDOWN" -> 503;
            case "NOHISTORY", "NOPRESENCE" -> 404;
            case "UNRECOVERABLE" -> 410;
            case "OOM", "MISCONF" -> 507;
            default -> names(text) ? 404 : 400;
        };
    }

    /** Whether the error says that what the request names is not there. */
    private static boolean names(String text) {
        return text.equals("ERR no such key")
                || text.equals("ERR index out of range")
                || text.startsWith("ERR unknown command")
                || text.startsWith("ERR unknown subcommand");
    }
}
