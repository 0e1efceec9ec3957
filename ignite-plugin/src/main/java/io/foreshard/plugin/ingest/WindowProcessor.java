package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.plugin.prediction.ServerWarming;
import io.foreshard.profile.ActionSummary;
import io.foreshard.profile.ArchiveReply;
import io.foreshard.profile.IssuingRules;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import io.foreshard.profile.WindowedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.resources.IgniteInstanceResource;

/**
 * Applies the actions of one user to the user's window, on the window's primary.
 *
 * <p>Its arguments are the rules, the time of the service's clock in milliseconds, and the number of last transactions to return when a session
 * begins. It changes nothing but the entry, so Ignite may run it again: predictions then see an action twice. Payloads are not sent to it.
 */
final class WindowProcessor implements CacheEntryProcessor<UUID, UserWindow, WindowResult> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ActionSummary> actions;
    private final ArchiveReply reply;

    @IgniteInstanceResource
    private transient Ignite ignite;

    WindowProcessor(List<ActionSummary> actions, ArchiveReply reply) {
        this.actions = new ArrayList<>(actions);
        this.reply = reply;
    }

    @Override
    public WindowResult process(MutableEntry<UUID, UserWindow> entry, Object... arguments) {
        IssuingRules rules = (IssuingRules) arguments[0];
        Instant now = Instant.ofEpochMilli((Long) arguments[1]);
        int warmHistory = (Integer) arguments[2];
        UserWindow window = entry.exists() ? entry.getValue() : UserWindow.empty(entry.getKey());
        WindowUpdate update = WindowUpdate.apply(window, actions, reply, rules, now);
        if (!update.engagements().isEmpty()) {
            entry.setValue(update.window());
            ServerWarming.onActions(ignite, entry.getKey(), update.beginsSession(), newActions(update));
        }
        return new WindowResult(update, update.beginsSession() ? last(window.issued(), warmHistory) : List.of());
    }

    private List<WindowedAction> newActions(WindowUpdate update) {
        return IntStream.range(0, actions.size())
                .filter(action ->
                        !update.repeated().get(action) && !update.clashes().get(action))
                .mapToObj(action -> actions.get(action).windowed())
                .toList();
    }

    private static List<Receipt> last(List<Receipt> receipts, int count) {
        return receipts.subList(Math.max(0, receipts.size() - count), receipts.size());
    }
}
