package io.foreshard.tier.retention;

import java.util.List;
import java.util.function.LongPredicate;

/**
 * The order in which local units are released when they take more bytes than the budget.
 *
 * <p>A unit is what is released and fetched together: some neighbouring pages of a partition. The caller numbers the units and knows where they are; the policy knows the units that
 * are local. A unit that must stay (its partition takes writes, it has no remote copy yet, it is pinned) is not added until it may be released.
 *
 * <p>The caller reports each read and write of a row by {@link #accessed}, whether its unit is local or not, and then by {@link #added} that a unit was fetched or has other rows. Users are
 * numbered too: by a hash, or coarser by the salt of the profile id; 0 is an unknown user. Policies that do not look at users ignore them. Times are milliseconds since 1970
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
     * A row was read or written.
     *
     * @param unit number of the unit that holds it, local or not
     * @param user the user whose row it was, or {@link #UNKNOWN_USER}
     */
    void accessed(long unit, int user, long timeMillis);

    /**
     * A unit became local, or a local unit has other bytes or rows.
     *
     * @param unit number of the unit
     * @param bytes space that it takes, positive
     * @param users the user of each of its rows, or {@link #UNKNOWN_USERS}; the policy keeps the array, which must not change
     * @throws IllegalArgumentException if the unit takes no space
     */
    void added(long unit, int bytes, int[] users, long timeMillis);

    /** A unit is not local any more although the policy did not release it: its partition was deleted or moved. An unknown unit is ignored. */
    void removed(long unit);

    /**
     * Releases units, the least valuable first, until the rest takes at most the budget. Below the budget it releases none. Each unit is tried at most once in a call.
     *
     * @param budgetBytes bytes that may stay, 0 or more
     * @param release releases a unit; returns false if that is impossible now, then the unit stays; calls no method of the policy
     * @return bytes released
     */
    long release(long budgetBytes, LongPredicate release);

    /** Returns whether a unit is local as far as the policy knows. */
    boolean contains(long unit);

    /** Returns the bytes of all local units. */
    long bytes();

    /** Returns the number of local units. */
    int size();

    /** Returns LRU: it releases the unit whose last access is the longest ago. At most 40 bytes a unit. */
    static RetentionPolicy leastRecentlyUsed() {
        return UnitPolicy.of(LeastRecentlyUsed::new);
    }

    /** Returns SIEVE: it releases units that were not accessed since they were added, oldest first, and gives accessed ones another round. At most 40 bytes a unit. */
    static RetentionPolicy sieve() {
        return UnitPolicy.of(Sieve::new);
    }

    /** Returns S3-FIFO: units that are accessed at most once are released soon. At most 80 bytes a unit, with what it remembers of released ones. */
    static RetentionPolicy smallMainFifo() {
        return UnitPolicy.of(SmallMainFifo::new);
    }

    /** Returns W-TinyLFU: it keeps the units that were accessed most often lately. At most 55 bytes a unit. */
    static RetentionPolicy windowTinyLfu() {
        return UnitPolicy.of(WindowTinyLfu::new);
    }

    /** Returns the policy that keeps the units to which their users are expected to return the soonest. At most 75 bytes a unit, 4 for each of its users, and 78 MB for the visits of all users. */
    static RetentionPolicy expectedReturn() {
        UserVisits visits = new UserVisits();
        return UnitPolicy.of(units -> new ExpectedReturn(units, visits));
    }

    /** Returns the policy of a node: a duel of LRU and W-TinyLFU, decided by their misses on a sample. At most 65 bytes a unit, and 4 MB for the sample. It ignores users. */
    static RetentionPolicy adaptive() {
        return new Dueling(List.of(LeastRecentlyUsed::new, WindowTinyLfu::new));
    }

    /** Returns a duel with expected return as the third policy. At most 100 bytes a unit, 4 for each of its users, 78 MB for the visits, and 4 MB for the sample. */
    static RetentionPolicy adaptiveByUsers() {
        UserVisits visits = new UserVisits();
        return new Dueling(
                List.of(LeastRecentlyUsed::new, WindowTinyLfu::new, units -> new ExpectedReturn(units, visits)));
    }

    /**
     * Returns Belady's policy, which knows all accesses beforehand: a bound for replays.
     *
     * @param accesses the unit of each call of {@link #accessed} that will follow
     */
    static RetentionPolicy clairvoyant(long[] accesses) {
        return UnitPolicy.of(units -> new Clairvoyant(units, accesses));
    }
}
