package io.foreshard.profile;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ProfileLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Windows with an archive in memory, for tests: applies any number of actions, run by run, and answers the requests of the windows. */
final class Windows {
    static final Duration HORIZON = Duration.ofHours(24);
    static final int RECORD_BYTES = 1_000;

    private final Map<UUID, IssuedReceipt> archive = new HashMap<>();

    static IssuingRules rules(ProfileEncoder encoder) {
        return new IssuingRules(encoder, RECORD_BYTES, HORIZON, 10, RecentColumns.all(), Sessions.GAP);
    }

    static ProfileEncoder encoder() {
        return new ProfileEncoder(
                ProfileLayout.transactions(), Duration.ofDays(30), EngagementBands.unlearned(), FullPartitions.NONE);
    }

    /** Applies actions of one user; the receipts and sets are those of all runs together. */
    WindowUpdate apply(UserWindow before, List<UserAction> actions, ProfileEncoder encoder, Instant now) {
        WindowUpdate all = new WindowUpdate(
                before, new ArrayList<>(), new BitSet(), new BitSet(), false, new ArrayList<>(), 0, null);
        for (int from = 0; from < actions.size(); from += WindowUpdate.MAX_ACTIONS) {
            List<ActionSummary> run =
                    actions.subList(from, Math.min(actions.size(), from + WindowUpdate.MAX_ACTIONS)).stream()
                            .map(ActionSummary::of)
                            .toList();
            WindowUpdate update = WindowUpdate.apply(all.window(), run, ArchiveReply.NONE, rules(encoder), now);
            while (update.request() != null) {
                update = WindowUpdate.apply(all.window(), run, answer(update.request()), rules(encoder), now);
            }
            int offset = from;
            WindowUpdate sum = all;
            sum.receipts().addAll(update.receipts());
            sum.engagements().addAll(update.engagements());
            update.repeated().stream().forEach(i -> sum.repeated().set(offset + i));
            update.clashes().stream().forEach(i -> sum.clashes().set(offset + i));
            all = new WindowUpdate(
                    update.window(),
                    all.receipts(),
                    all.repeated(),
                    all.clashes(),
                    all.beginsSession() || update.beginsSession(),
                    all.engagements(),
                    all.beyondHorizon() + update.beyondHorizon(),
                    null);
        }
        return all;
    }

    ArchiveReply answer(ArchiveRequest request) {
        request.surplus().forEach(receipt -> archive.put(receipt.transactionId(), receipt));
        return request.reply(request.unknown().stream()
                .filter(archive::containsKey)
                .map(archive::get)
                .toList());
    }
}
