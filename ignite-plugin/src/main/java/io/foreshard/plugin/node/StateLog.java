package io.foreshard.plugin.node;

import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.IgniteLogger;

/** Logs unreadable shared state, each sentence once. Thread-safe. */
final class StateLog implements StateListener {
    private final IgniteLogger log;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    StateLog(IgniteLogger log) {
        this.log = log;
    }

    @Override
    public void onUnreadable(UnreadableStateException cause) {
        if (logged.add(cause.getMessage())) {
            log.warning(cause.getMessage(), cause);
        }
    }
}
