package io.larder.door.http.v1;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What LEADERBOARD refuses, as statuses. In problems the code is in lower case, and the text is without it. */
enum BoardCode {
    NO_BOARD(404),
    NO_SEASON(404),
    NOT_RANKED(404),
    BAD_ID(400),
    BAD_NAME(400),
    BAD_SCORE(400),
    BAD_METADATA(400),
    BAD_CURSOR(400),
    BAD_LIMIT(400),
    BAD_POSITION(400),
    BAD_COUNT(400),
    BAD_DEFINITION(400),
    BOARD_IN_USE(409),
    SCORE_OVERFLOW(409),
    SEASON_CLOSED(409),
    ENDED(409),
    SEASON_ENDED(410),
    OUT_OF_RANGE(422),
    TOO_FAST(422),
    ID_USED(422),
    TOO_MANY_SUBMITS(429);

    private static final Pattern AT_INDEX = Pattern.compile("at index (\\d+): (.*)", Pattern.DOTALL);

    private final int status;

    BoardCode(int status) {
        this.status = status;
    }

    /** The one of this name, or null. */
    static @Nullable BoardCode of(String code) {
        for (BoardCode one : values()) {
            if (one.name().equals(code)) {
                return one;
            }
        }
        return null;
    }

    /** The refusal with this text. Where that is of a whole batch because of one item, the request is at fault. */
    Refusal refusal(String text) {
        String code = name().toLowerCase(Locale.ROOT);
        Matcher item = AT_INDEX.matcher(text);
        return item.matches()
                ? new Refusal(400, item.group(2), code, Integer.valueOf(item.group(1)))
                : new Refusal(status, text, code, null);
    }
}
