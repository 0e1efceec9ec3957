package io.foreshard.profile;

import io.foreshard.ingest.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The effect of a run of actions on the window of their user: a pure function.
 *
 * <p><b>Time.</b> An id is issued in the epoch of the latest action seen, so a late event does not write into a partition that may be
 * cold. An event more than five minutes ahead of the clock counts as happening now.
 *
 * <p><b>Exactly once.</b> All ids of the run are looked up before the first is issued. An id the window or the archive knows gets the receipt
 * it got before and changes nothing. The window forgets a receipt only after the archive has it, or after the horizon has passed. So an
 * unknown id is new if (a) the window forgot no receipt within the horizon, or (b) the archive was asked after an earlier pass did not find
 * the id in the window, and the window still holds every receipt issued since that pass. If neither holds, or the window needs room, nothing
 * is issued and the update {@linkplain #request() asks for the archive}.
 *
 * @param window the window afterwards
 * @param receipts one for each action, in the same order; empty if the update asks for the archive
 * @param repeated positions of the actions whose id was known
 * @param clashes positions of the actions whose id was known with other content; they change nothing
 * @param beginsSession whether the first new action is another visit of a known user
 * @param engagements engagement at each new action, for calibration
 * @param beyondHorizon number of new actions that are older than the horizon, of a user whose window forgot receipts: retries of them
 *     cannot be recognised
 * @param request the request to the archive, or null if the actions were applied
 */
public record WindowUpdate(
        UserWindow window,
        List<Receipt> receipts,
        BitSet repeated,
        BitSet clashes,
        boolean beginsSession,
        List<Double> engagements,
        int beyondHorizon,
        ArchiveRequest request) {
    /** Maximum number of actions of one run: a quarter of the receipts a window holds. */
    public static final int MAX_ACTIONS = UserWindow.MAX_RECEIPTS / 4;

    /** Receipts a full window moves to the archive at once, so that it does not ask for each action. */
    private static final int ARCHIVED_AT_ONCE = UserWindow.MAX_RECEIPTS / 4;

    private static final Duration FUTURE = Duration.ofMinutes(5);

    /**
     * Applies actions to a window.
     *
     * @param actions at most {@link #MAX_ACTIONS} actions of the window's user, in the order of arrival
     * @param reply reply to the request of the previous update, or {@link ArchiveReply#NONE}
     * @param now time by the clock
     * @throws IllegalArgumentException if there are too many actions
     */
    public static WindowUpdate apply(
            UserWindow before, List<ActionSummary> actions, ArchiveReply reply, IssuingRules rules, Instant now) {
        if (actions.size() > MAX_ACTIONS) {
            throw new IllegalArgumentException(
                    "A run has at most " + MAX_ACTIONS + " actions, but this one has " + actions.size() + ".");
        }
        long horizonBegin = rules.horizonBeginMillis(now.toEpochMilli());
        Map<UUID, IssuedReceipt> known = new HashMap<>();
        Set<UUID> unknown = new LinkedHashSet<>();
        for (ActionSummary action : actions) {
            UUID id = action.transactionId();
            IssuedReceipt inWindow = before.receipts().find(id);
            IssuedReceipt issued = inWindow == null ? reply.find(id) : inWindow;
            if (issued == null) {
                unknown.add(id);
            } else {
                known.put(id, issued);
            }
        }
        if (unknown.isEmpty()) {
            return applied(before, before, actions, known, rules, now);
        }
        IssuedReceipts receipts = before.receipts().forgetBelow(reply.archivedBelow());
        boolean decided = reply.absentBelow() >= receipts.forgotten() || !receipts.forgotIssuedSince(horizonBegin);
        IssuedReceipts roomy = receipts.forgetIssuedBefore(horizonBegin, surplus(receipts, unknown.size()));
        int surplus = surplus(roomy, unknown.size());
        if (decided && surplus == 0) {
            return applied(before, before.with(roomy), actions, known, rules, now);
        }
        List<IssuedReceipt> archived = surplus == 0 ? List.of() : roomy.oldest(Math.max(surplus, ARCHIVED_AT_ONCE));
        ArchiveRequest request = new ArchiveRequest(
                decided ? List.of() : List.copyOf(unknown),
                archived,
                known.values(),
                roomy.issued(),
                archived.isEmpty() ? 0 : roomy.forgotten() + archived.size());
        return new WindowUpdate(before, List.of(), new BitSet(), new BitSet(), false, List.of(), 0, request);
    }

    private static int surplus(IssuedReceipts receipts, int added) {
        return Math.max(0, receipts.size() + added - UserWindow.MAX_RECEIPTS);
    }

    private static WindowUpdate applied(
            UserWindow before,
            UserWindow roomy,
            List<ActionSummary> actions,
            Map<UUID, IssuedReceipt> known,
            IssuingRules rules,
            Instant now) {
        UserWindow window = roomy;
        Instant horizonBegin = Instant.ofEpochMilli(rules.horizonBeginMillis(now.toEpochMilli()));
        List<Receipt> receipts = new ArrayList<>(actions.size());
        List<Double> engagements = new ArrayList<>();
        BitSet repeated = new BitSet();
        BitSet clashes = new BitSet();
        boolean beginsSession = false;
        int beyondHorizon = 0;
        for (ActionSummary action : actions) {
            int position = receipts.size();
            IssuedReceipt issued = known.get(action.transactionId());
            if (issued == null) {
                long time = (action.time().isAfter(now.plus(FUTURE)) ? now : action.time()).toEpochMilli();
                beginsSession |= engagements.isEmpty()
                        && before.behavior().endsBefore(time, rules.visitGap().toMillis());
                window = window.plus(action, time, rules.visitGap());
                Receipt receipt = new Receipt(
                        action.transactionId(),
                        rules.encoder().profileId(window),
                        action.type(),
                        rules.records(action.payloadBytes()));
                window = window.plus(receipt, action, now.toEpochMilli(), rules);
                issued = window.receipts().find(action.transactionId());
                known.put(action.transactionId(), issued);
                engagements.add(window.engagement());
                beyondHorizon +=
                        roomy.receipts().forgotten() > 0 && action.time().isBefore(horizonBegin) ? 1 : 0;
            } else if (issued.isFor(action)) {
                repeated.set(position);
            } else {
                clashes.set(position);
            }
            receipts.add(issued.receipt());
        }
        return new WindowUpdate(window, receipts, repeated, clashes, beginsSession, engagements, beyondHorizon, null);
    }
}
