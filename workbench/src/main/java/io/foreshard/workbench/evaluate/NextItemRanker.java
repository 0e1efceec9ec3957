package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import java.util.List;
import java.util.UUID;

/** Ranks the objects, or the interests, that a user will use next. Not thread-safe. */
interface NextItemRanker {
    /** What is ranked. */
    enum Level {
        /** Ids of objects. */
        OBJECT,
        /** Interests of objects. */
        GROUP;

        /** The item of an action without one. */
        static final long NO_ITEM = UserAction.NO_OBJECT;

        /** Returns the item of an action, or {@link #NO_ITEM}. */
        long item(UserAction action) {
            if (action.objectId() == UserAction.NO_OBJECT) {
                return NO_ITEM;
            }
            if (this == OBJECT) {
                return action.objectId();
            }
            return action.interest() == UserAction.NO_INTEREST ? NO_ITEM : action.interest();
        }
    }

    /**
     * A candidate.
     *
     * @param id id of an object, or an interest
     * @param probability probability that the user uses it later in this session, or NaN if the ranker says none
     */
    record Ranked(long id, double probability) {}

    /**
     * Takes an action. All actions come in the order of their times; an action without an object may carry a list that was shown.
     *
     * @param beginsSession whether it is the first one of a session
     */
    void observe(UserAction action, boolean beginsSession);

    /**
     * Returns the candidates for the next items of a user, best first; items that he used in this session may be among them.
     *
     * @param last action of the user that was observed last
     * @param max maximal number of candidates
     */
    List<Ranked> rank(UserAction last, int max);

    /** Takes the end of the session of a user: the action observed last was the last one of it. */
    void endOfSession(UUID user);
}
