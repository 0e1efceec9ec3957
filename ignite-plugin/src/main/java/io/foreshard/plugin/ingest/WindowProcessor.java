package io.foreshard.plugin.ingest;

import io.foreshard.ingest.Receipt;
import io.foreshard.ingest.UserAction;
import io.foreshard.profile.ProfileEncoder;
import io.foreshard.profile.UserWindow;
import io.foreshard.profile.WindowUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.cache.CacheEntryProcessor;

/**
 * Applies the actions of one user to their window, where the window lives.
 *
 * <p>Its arguments are the encoder, the time of the service's clock in milliseconds, the bytes of a record, and how many of a returning
 * user's last transactions are wanted. It is pure apart
 * from the entry, so Ignite may run it again.
 */
final class WindowProcessor implements CacheEntryProcessor<UUID, UserWindow, WindowResult> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<UserAction> actions;

    WindowProcessor(List<UserAction> actions) {
        this.actions = new ArrayList<>(actions);
    }

    @Override
    public WindowResult process(MutableEntry<UUID, UserWindow> entry, Object... arguments) {
        ProfileEncoder encoder = (ProfileEncoder) arguments[0];
        long nowMillis = (Long) arguments[1];
        int recordBytes = (Integer) arguments[2];
        int warmHistory = (Integer) arguments[3];
        UserWindow window = entry.exists() ? entry.getValue() : UserWindow.empty(entry.getKey());
        WindowUpdate update =
                WindowUpdate.apply(window, actions, encoder, Instant.ofEpochMilli(nowMillis), recordBytes);
        if (update.duplicates().cardinality() < actions.size()) {
            entry.setValue(update.window());
        }
        List<Receipt> history = update.beginsSession()
                ? window.issued()
                        .subList(
                                Math.max(0, window.issued().size() - warmHistory),
                                window.issued().size())
                : List.of();
        return new WindowResult(
                update.receipts(),
                update.duplicates(),
                history,
                update.engagements().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
