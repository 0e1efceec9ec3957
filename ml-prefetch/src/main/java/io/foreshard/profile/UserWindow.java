package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.InterestCode;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The rolling window of a user: the last actions, time-decayed engagement and interest, and the receipts of the last transactions.
 *
 * <p>Bounded: {@value #MAX_ACTIONS} actions and {@value #MAX_RECEIPTS} receipts. The receipts are the horizon of idempotence: a transaction
 * id that is among them changes nothing. In arrays of numbers, about 6 KB when full: as objects it would be twice as large in
 * Ignite's binary format, and it is written with every batch. Immutable and thread-safe.
 */
public final class UserWindow implements Serializable {
    /** Actions a window remembers. */
    public static final int MAX_ACTIONS = 64;
    /** Transactions a window remembers. */
    public static final int MAX_RECEIPTS = 128;

    /** Engagement of a user at the first visit. */
    static final double NEWCOMER_ENGAGEMENT = 1;

    /** Salts a user can have. */
    static final int SALTS = 8;

    private static final long serialVersionUID = 1L;
    private static final int ACTIONS_PER_SALT = 32;
    /** After this time a visit counts half: about a month, so that a returning customer is not a newcomer. */
    private static final double HALF_LIFE_MILLIS = TimeUnit.DAYS.toMillis(30);

    private static final long SESSION_GAP_MILLIS = Sessions.GAP.toMillis();
    /** After this time an interest counts half: what a user looks at changes within days. */
    private static final double INTEREST_HALF_LIFE_MILLIS = TimeUnit.DAYS.toMillis(3);

    private static final int LONGS_OF_AN_ACTION = 3;

    private final UUID userId;
    private final int[] actionTypes;
    /** Time, object, and interest of each action. */
    private final long[] actions;

    private final ReceiptLog receipts;

    private final long lastMillis;
    private final double weight;
    private final double[] interests;
    private final long taken;
    private final long[] used;

    private UserWindow(
            UUID userId,
            int[] actionTypes,
            long[] actions,
            ReceiptLog receipts,
            long lastMillis,
            double weight,
            double[] interests,
            long taken,
            long[] used) {
        this.userId = userId;
        this.actionTypes = actionTypes;
        this.actions = actions;
        this.receipts = receipts;
        this.lastMillis = lastMillis;
        this.weight = weight;
        this.interests = interests;
        this.taken = taken;
        this.used = used;
    }

    /** Returns the window of a user who has not done anything yet. */
    public static UserWindow empty(UUID userId) {
        return new UserWindow(
                userId,
                new int[0],
                new long[0],
                ReceiptLog.EMPTY,
                0,
                0,
                new double[2 * InterestCode.CIRCLES],
                0,
                new long[0]);
    }

    /** Returns this window after one more action; a late one counts as if it were as late as the latest. */
    UserWindow plus(UserAction action, long timeMillis) {
        long now = Math.max(lastMillis, timeMillis);
        double passed = actionTypes.length == 0 ? 0 : now - lastMillis;
        boolean visit = actionTypes.length == 0 || passed > SESSION_GAP_MILLIS;
        double[] sums = interests.clone();
        double fade = Math.pow(.5, passed / INTEREST_HALF_LIFE_MILLIS);
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= fade;
        }
        if (action.interest() != UserAction.NO_INTEREST) {
            for (int circle = 0; circle < InterestCode.CIRCLES; circle++) {
                double angle = InterestCode.angle(action.interest(), circle);
                sums[2 * circle] += Math.cos(angle);
                sums[2 * circle + 1] += Math.sin(angle);
            }
        }
        return new UserWindow(
                userId,
                RecentNumbers.append(actionTypes, MAX_ACTIONS, action.type()),
                RecentNumbers.append(
                        actions, LONGS_OF_AN_ACTION * MAX_ACTIONS, timeMillis, action.objectId(), action.interest()),
                receipts,
                now,
                weight * Math.pow(.5, passed / HALF_LIFE_MILLIS) + (visit ? 1 : 0),
                sums,
                taken + 1,
                used);
    }

    /** Returns this window with one more receipt. */
    UserWindow plus(Receipt receipt, ProfileLayout layout) {
        long epochAndBand = layout.get(receipt.profileId(), Field.EPOCH) << layout.width(Field.BAND)
                | layout.get(receipt.profileId(), Field.BAND);
        long place = epochAndBand * SALTS + saltNumber();
        int word = (int) (place >>> 6);
        long[] places = Arrays.copyOf(used, Math.max(used.length, word + 1));
        places[word] |= 1L << (place & 63);
        return new UserWindow(
                userId,
                actionTypes,
                actions,
                receipts.plus(receipt, MAX_RECEIPTS),
                lastMillis,
                weight,
                interests,
                taken,
                places);
    }

    /** Tells whether an action at a time begins another visit of a user who was here before. */
    boolean isLeftFor(long timeMillis) {
        return actionTypes.length > 0 && timeMillis - lastMillis > SESSION_GAP_MILLIS;
    }

    /** Returns the user. */
    public UUID userId() {
        return userId;
    }

    /** Returns the last actions, in the order they came. */
    public List<WindowedAction> actions() {
        return IntStream.range(0, actionTypes.length)
                .mapToObj(i -> {
                    int at = LONGS_OF_AN_ACTION * i;
                    return new WindowedAction(actionTypes[i], actions[at], actions[at + 1], actions[at + 2]);
                })
                .toList();
    }

    /** Returns the receipts of the last transactions, oldest first. */
    public List<Receipt> issued() {
        return receipts.all();
    }

    /** Returns the receipt of a transaction, or null if the window does not remember it. */
    public Receipt issued(UUID transactionId) {
        return receipts.find(transactionId);
    }

    /** Returns the time of the latest action in milliseconds since 1970 UTC, 0 if there is none. */
    long lastMillis() {
        return lastMillis;
    }

    /** Returns the engagement at the time of the latest action: the number of visits, those of a month ago counting half. */
    public double engagement() {
        return weight;
    }

    /**
     * Returns which of the user's salts the next id takes: another one after every {@value #ACTIONS_PER_SALT} actions, so that no partition gets all rows of
     * a very busy user, and those of a session lie together.
     */
    int saltNumber() {
        return (int) (Math.max(0, taken - 1) / ACTIONS_PER_SALT % SALTS);
    }

    /** Returns the length of the shorter of the interest's sums: how decided it is, see {@link InterestCode#mostTurn}. */
    public double interestStrength() {
        return InterestCode.strength(interests);
    }

    /** Returns the code of what the user looks at, see {@link InterestCode}. */
    public long interestCode() {
        return InterestCode.of(interests);
    }

    /**
     * Returns the partitions that can hold rows of this user: one for each epoch, band and salt with which an id was issued.
     *
     * @param layout layout of the table
     * @param partitions number of partitions, at least 64 and at most 2^(epoch + band + salt bits)
     * @return partitions in ascending order, at most 480 with the default layout; a handful for most users
     */
    public int[] partitions(ProfileLayout layout, int partitions) {
        List<Integer> result = new ArrayList<>();
        int bandBits = layout.width(Field.BAND);
        for (int place = 0; place < used.length * 64; place++) {
            if ((used[place >>> 6] >>> (place & 63) & 1) != 0) {
                int epochAndBand = place / SALTS;
                long id = layout.with(0, Field.EPOCH, epochAndBand >>> bandBits);
                id = layout.with(id, Field.BAND, epochAndBand);
                id = layout.with(id, Field.SALT, ProfileEncoder.salt(userId, place % SALTS));
                result.add(ProfileLayout.partition(id, partitions));
            }
        }
        return result.stream().mapToInt(Integer::intValue).distinct().sorted().toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserWindow window
                && userId.equals(window.userId)
                && Arrays.equals(actionTypes, window.actionTypes)
                && Arrays.equals(actions, window.actions)
                && receipts.equals(window.receipts)
                && lastMillis == window.lastMillis
                && weight == window.weight
                && Arrays.equals(interests, window.interests)
                && taken == window.taken
                && Arrays.equals(used, window.used);
    }

    @Override
    public int hashCode() {
        return 31 * userId.hashCode() + Long.hashCode(lastMillis);
    }

    @Override
    public String toString() {
        return "UserWindow[" + actionTypes.length + " actions, " + receipts.size() + " receipts]";
    }
}
