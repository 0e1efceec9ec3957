package io.foreshard.tier.retention;

import java.util.function.LongPredicate;

/**
 * The order in which local units are released when they take more bytes than the budget.
 *
 * <p>A unit is what is released and fetched together: some neighbouring pages of a partition. The caller numbers the units and knows where they are; the policy knows the units that
 * are local. A unit that must stay (its partition takes writes, it has no remote copy yet, it is pinned) is not added until it may be released.
 *
 * <p>Users are numbered too: by a hash, or coarser by the salt of the profile id; 0 is an unknown user. Policies that do not look at users ignore them. Times are milliseconds since 1970
 * UTC; they may go back by a little, as events arrive late.
 *
 * <p>Not thread-safe: the caller makes one call at a time. Each method takes constant or logarithmic time in the number of units, unless it says otherwise.
 */
public interface RetentionPolicy {
    /** The number of a user that is unknown. */
    int UNKNOWN_USER = 0;

    /** The users of a unit whose rows are unknown. */
    int[] UNKNOWN_USERS = {};

    /**
     * A unit became local, because it was fetched or written, or a local unit has other content: this counts as an access, of no user.
     *
     * @param unit number of the unit
     * @param bytes space that it takes, positive
     * @param users the user of each of its rows, or {@link #UNKNOWN_USERS}; the policy keeps the array, which must not change
     * @throws IllegalArgumentException if the unit takes no space
     */
    void added(long unit, int bytes, int[] users, long timeMillis);

    /**
     * A unit was read or written; a unit that is not local is ignored, but its user is not.
     *
     * @param user the user whose row it was, or {@link #UNKNOWN_USER}
     */
    void accessed(long unit, int user, long timeMillis);

    /** A unit is not local any more although the policy did not release it: its partition was deleted or moved. An unknown unit is ignored. */
    void removed(long unit);

    /**
     * Releases units, the least valuable first, until the rest takes at most the budget. Below the budget it releases none. Each unit is tried at most once in a call.
     *
     * @param budgetBytes bytes that may stay, 0 or more
     * @param release releases a unit; returns false if that is impossible now, then the unit stays and is not tried next
     * @return bytes released
     */
    long release(long budgetBytes, LongPredicate release);

    /** Returns whether a unit is local as far as the policy knows. */
    boolean contains(long unit);

    /** Returns the bytes of all local units. */
    long bytes();

    /** Returns the number of local units. */
    int size();

    /** Returns the policy that releases the unit whose last access is the longest ago; at most 45 bytes a unit. */
    static RetentionPolicy leastRecentlyUsed() {
        return new LeastRecentlyUsed();
    }
}
