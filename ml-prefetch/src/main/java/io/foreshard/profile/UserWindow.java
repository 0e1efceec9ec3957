package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.RecentTransaction;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rolling window of a user: the last actions with the engagement and the interest that follow from them, the last receipts, and the
 * partitions that ids were issued into.
 *
 * <p>Bounded: {@value #MAX_ACTIONS} actions of 28 bytes, {@value #MAX_RECEIPTS} receipts of 48 bytes, the columns of up to 64 transactions of 24 bytes
 * and a bit map of 60 bytes, about 9 KB when full. It is kept in arrays of numbers, because objects would take twice as much in Ignite's binary format and the window is written
 * with each batch. Immutable and thread-safe.
 */
public final class UserWindow implements Serializable {
    /** Maximum number of actions in a window. */
    public static final int MAX_ACTIONS = BehaviorWindow.MAX_ACTIONS;
    /** Maximum number of receipts in a window. */
    public static final int MAX_RECEIPTS = 128;

    /** Engagement of a user at the first visit. */
    static final double NEWCOMER_ENGAGEMENT = 1;

    /** Number of salts of a user. */
    static final int SALTS = 8;

    private static final long serialVersionUID = 1L;
    private static final int ACTIONS_PER_SALT = 32;

    private final UUID userId;
    private final BehaviorWindow behavior;
    private final IssuedReceipts receipts;
    /** A bit for each epoch, band and salt with which an id was issued. */
    private final long[] used;
    /** Number of the salt of the last id; 0 in windows that were stored without it. */
    private final int salt;
    /** Null in windows that were stored without it. */
    private final RecentTransactions recent;

    private UserWindow(
            UUID userId,
            BehaviorWindow behavior,
            IssuedReceipts receipts,
            long[] used,
            int salt,
            RecentTransactions recent) {
        this.userId = userId;
        this.behavior = behavior;
        this.receipts = receipts;
        this.used = used;
        this.salt = salt;
        this.recent = recent;
    }

    /** Returns the window of a user without any action. */
    public static UserWindow empty(UUID userId) {
        return new UserWindow(
                userId, BehaviorWindow.EMPTY, IssuedReceipts.EMPTY, new long[0], SALTS - 1, RecentTransactions.EMPTY);
    }

    /** Returns this window after one more action. */
    UserWindow plus(ActionSummary action, long timeMillis, Duration visitGap) {
        BehaviorWindow after =
                behavior.plus(action.type(), timeMillis, action.objectId(), action.interest(), visitGap.toMillis());
        return new UserWindow(userId, after, receipts, used, salt, recent);
    }

    /** Returns this window with one more receipt. */
    UserWindow plus(Receipt receipt, ActionSummary action, long nowMillis, IssuingRules rules) {
        ProfileLayout layout = rules.encoder().layout();
        int number = ProfileEncoder.saltNumber(layout, userId, receipt.profileId());
        int place = ProfileEncoder.place(layout, receipt.profileId(), number);
        int word = place >>> 6;
        long[] places = Arrays.copyOf(used, Math.max(used.length, word + 1));
        places[word] |= 1L << (place & 63);
        return new UserWindow(
                userId,
                behavior,
                receipts.plus(receipt, action.contentHash(), nowMillis),
                places,
                number,
                rules.recent(kept(), action));
    }

    UserWindow with(IssuedReceipts others) {
        return new UserWindow(userId, behavior, others, used, salt, recent);
    }

    BehaviorWindow behavior() {
        return behavior;
    }

    IssuedReceipts receipts() {
        return receipts;
    }

    /** Returns the user. */
    public UUID userId() {
        return userId;
    }

    /** Returns the last actions, in the order of arrival. */
    public List<WindowedAction> actions() {
        return behavior.actions();
    }

    /** Returns the last receipts, in the order of issue. */
    public List<Receipt> issued() {
        return receipts.all();
    }

    /** Returns the last transactions with the columns that are kept, newest first. */
    public List<RecentTransaction> recent() {
        return kept().with(receipts.all());
    }

    private RecentTransactions kept() {
        return recent == null ? RecentTransactions.EMPTY : recent;
    }

    /** Returns the receipt of a transaction, if the window holds it. */
    public Optional<Receipt> issued(UUID transactionId) {
        return Optional.ofNullable(receipts.find(transactionId)).map(IssuedReceipt::receipt);
    }

    /** Returns the number of visits, those of a month ago counting half, at the time of the latest action. */
    public double engagement() {
        return behavior.engagement();
    }

    /** Returns the number of the salt of the last id. */
    int salt() {
        return salt;
    }

    /** Tells whether the latest action is the first of {@value #ACTIONS_PER_SALT} actions that get the same salt if they can. */
    boolean beginsRun() {
        return (behavior.taken() - 1) % ACTIONS_PER_SALT == 0;
    }

    /** Tells whether an id was issued with an epoch, a band and a salt, see {@link ProfileEncoder#place}. */
    boolean hasUsed(int place) {
        int word = place >>> 6;
        return word < used.length && (used[word] >>> (place & 63) & 1) != 0;
    }

    /** Returns the length of the shorter of the interest's sums, see {@link io.foreshard.key.InterestCode#maxTurn}. */
    public double interestStrength() {
        return behavior.interestStrength();
    }

    /** Returns the code of the interests of the user, see {@link io.foreshard.key.InterestCode}. */
    public long interestCode() {
        return behavior.interestCode();
    }

    /**
     * Returns the partitions that can hold rows of this user: one for each epoch, band and salt with which an id was issued.
     *
     * @param layout layout of the table
     * @param partitions number of partitions, at least 64 and at most 2^(epoch + band + salt bits)
     * @return partitions in ascending order, at most 480 with the default layout; few for most users
     */
    public int[] partitions(ProfileLayout layout, int partitions) {
        List<Integer> result = new ArrayList<>();
        int bandBits = layout.width(Field.BAND);
        for (int place = 0; place < used.length * 64; place++) {
            if (hasUsed(place)) {
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
                && behavior.equals(window.behavior)
                && receipts.equals(window.receipts)
                && Arrays.equals(used, window.used)
                && salt == window.salt
                && kept().equals(window.kept());
    }

    @Override
    public int hashCode() {
        return 31 * userId.hashCode() + behavior.hashCode();
    }

    @Override
    public String toString() {
        return "UserWindow[" + behavior + ", " + receipts.size() + " receipts]";
    }
}
