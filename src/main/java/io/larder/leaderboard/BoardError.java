package io.larder.leaderboard;

import io.larder.command.CommandError;

/** What leaderboards refuse. The first word of each text is the code, which {@code /v1} answers in lower case. */
final class BoardError {

    static final CommandError NO_BOARD = new CommandError("NO_BOARD no such leaderboard");
    static final CommandError NO_SEASON = new CommandError("NO_SEASON no such season, or one that is no longer kept");
    static final CommandError NOT_RANKED = new CommandError("NOT_RANKED not on this leaderboard");
    static final CommandError BAD_ID = new CommandError("BAD_ID an id has 1 to 128 bytes");
    static final CommandError BAD_METADATA =
            new CommandError("BAD_METADATA metadata must be a JSON object of at most 1024 bytes");
    static final CommandError BAD_CURSOR = new CommandError("BAD_CURSOR the cursor is not one of this leaderboard");
    static final CommandError BAD_LIMIT = new CommandError("BAD_LIMIT limit must be an integer from 1 to 1000");
    static final CommandError BAD_PERCENT = new CommandError("BAD_LIMIT percent must be an integer from 1 to 100");
    static final CommandError BAD_POSITION = new CommandError("BAD_POSITION positions are integers from 1");
    static final CommandError BAD_NAME = new CommandError("BAD_NAME the name of a leaderboard has 1 to 512 bytes");
    static final CommandError OVERFLOW =
            new CommandError("SCORE_OVERFLOW the sum would leave the range of scores; nothing has changed");
    static final CommandError OUT_OF_RANGE =
            new CommandError("OUT_OF_RANGE the score is outside the leaderboard's min and max");
    static final CommandError TOO_FAST = new CommandError("TOO_FAST the score rises by more than max_gain allows");
    static final CommandError TOO_MANY =
            new CommandError("TOO_MANY_SUBMITS this id submits more often than submits_per_s allows; try in a second");
    static final CommandError SEASON_CLOSED =
            new CommandError("SEASON_CLOSED this season takes no more scores, or there is none of this id");
    static final CommandError ENDED = new CommandError("ENDED the order of a season that has ended is final");
    static final CommandError ID_USED =
            new CommandError("ID_USED this idempotency key came with another score or member before");

    private BoardError() {}

    /** A score that is no decimal of so many decimals. */
    static CommandError badScore(int decimals) {
        return new CommandError("BAD_SCORE a score is a decimal number within the range of scores, here with at most "
                + decimals + " decimals");
    }

    /** A limit that is none, or over this bound. */
    static CommandError badLimit(int most) {
        return new CommandError("BAD_LIMIT limit must be an integer from 1 to " + most);
    }

    /** A definition that cannot be. */
    static CommandError badDefinition(String why) {
        return new CommandError("BAD_DEFINITION " + why);
    }

    /** Something that is fixed by now. */
    static CommandError inUse(String field) {
        return new CommandError("BOARD_IN_USE " + field + " is fixed once there is an entry");
    }

    /** A board that is named by another and not there. */
    static CommandError noFeed(String name) {
        return new CommandError("NO_BOARD this leaderboard feeds " + name + ", which is not there");
    }

    /** A cursor into a season that is over. */
    static CommandError seasonEnded(String season) {
        return new CommandError("SEASON_ENDED the cursor is of season " + season + ", which has ended");
    }

    /** The refusal of a whole batch. */
    static CommandError at(int index, CommandError why) {
        String text = why.text();
        int end = text.indexOf(' ');
        return new CommandError(
                text.substring(0, end) + " at index " + index + ":" + text.substring(end) + "; nothing has changed");
    }
}
