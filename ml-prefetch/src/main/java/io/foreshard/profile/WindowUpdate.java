package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a batch of actions does to the window of their user: a pure function.
 *
 * <p><b>Time.</b> An id is issued in the epoch of the latest action seen, so a late event does not write into a partition that may be cold. An event from
 * the future, more than five minutes ahead of now, is taken to happen now.
 *
 * <p><b>Retries.</b> A transaction the window remembers gets the receipt it got before and changes nothing.
 *
 * @param window the window afterwards
 * @param receipts one for each action, in the same order
 * @param duplicates which actions were taken before
 * @param beginsSession whether the first new action is the first one after a pause of more than half an hour, of a user who was known
 * @param engagements engagement at each action that was new, for calibration
 */
public record WindowUpdate(
        UserWindow window, List<Receipt> receipts, BitSet duplicates, boolean beginsSession, List<Double> engagements) {
    private static final Duration FUTURE = Duration.ofMinutes(5);

    /**
     * Applies actions to a window.
     *
     * @param actions actions of the window's user, in the order they came
     * @param now time by the clock
     * @param recordBytes most bytes of payload in one record, positive
     * @throws IllegalArgumentException if an action is another user's, or a record has no room
     */
    public static WindowUpdate apply(
            UserWindow before, List<UserAction> actions, ProfileEncoder encoder, Instant now, int recordBytes) {
        if (recordBytes < 1) {
            throw new IllegalArgumentException("A record must have room for a byte, but has " + recordBytes + ".");
        }
        UserWindow window = before;
        List<Receipt> receipts = new ArrayList<>(actions.size());
        List<Double> engagements = new ArrayList<>();
        BitSet duplicates = new BitSet();
        boolean beginsSession = false;
        for (UserAction action : actions) {
            if (!action.userId().equals(window.userId())) {
                throw new IllegalArgumentException("The actions are not all of the user of the window.");
            }
            Receipt receipt = window.issued(action.transactionId());
            if (receipt != null) {
                duplicates.set(receipts.size());
            } else {
                long time = action.time().isAfter(now.plus(FUTURE))
                        ? now.toEpochMilli()
                        : action.time().toEpochMilli();
                beginsSession |= window == before && before.isLeftFor(time);
                window = window.plus(action, time);
                int records = Math.max(1, (action.payload().length + recordBytes - 1) / recordBytes);
                receipt = new Receipt(action.transactionId(), encoder.profileId(window), action.type(), records);
                window = window.plus(receipt, encoder.layout());
                engagements.add(window.engagement());
            }
            receipts.add(receipt);
        }
        return new WindowUpdate(window, receipts, duplicates, beginsSession, engagements);
    }
}
