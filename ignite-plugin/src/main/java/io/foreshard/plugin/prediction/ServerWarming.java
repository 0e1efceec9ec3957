package io.foreshard.plugin.prediction;

import io.foreshard.plugin.table.NodeTables;
import io.foreshard.prefetch.Prefetcher;
import io.foreshard.profile.WindowedAction;
import io.foreshard.training.ModelSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteException;
import org.apache.ignite.IgniteLogger;

/**
 * Warms, on a server, the objects that the users of its windows may need next. It serves SQL and thin clients, which have no near cache, and whose reads it does not see: an action on an object is the
 * use of its row.
 *
 * <p>Begins when the tables of the objects exist; it looks for them at most once in ten seconds. Never waits, and never fails an action. Thread-safe.
 */
public final class ServerWarming {
    private static final String KEY = ServerWarming.class.getName();
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Ignite ignite;
    private final List<String> objects;
    private final Supplier<Optional<ModelSet>> model;
    private final ExecutorService executor;
    private final Consumer<Prefetcher> opened;
    private final IgniteLogger log;
    private final AtomicBoolean opening = new AtomicBoolean();
    private volatile Prefetcher prefetcher;
    private volatile long triedNanos = System.nanoTime() - RETRY_NANOS;

    /**
     * @param objects names of the caches of objects, at least one
     * @param executor threads of the predictions
     * @param opened receives the prefetcher; who receives it closes it
     */
    public ServerWarming(
            Ignite ignite,
            List<String> objects,
            Supplier<Optional<ModelSet>> model,
            ExecutorService executor,
            Consumer<Prefetcher> opened,
            IgniteLogger log) {
        this.ignite = ignite;
        this.objects = List.copyOf(objects);
        this.model = model;
        this.executor = executor;
        this.opened = opened;
        this.log = log;
    }

    /** Registers this on its node: the windows pass their new actions to it. */
    public void register() {
        ignite.cluster().nodeLocalMap().put(KEY, this);
    }

    /** Passes the new actions of a user to the warming of a node; does nothing if the node does not warm objects. */
    public static void onActions(Ignite ignite, UUID user, boolean beginsSession, List<WindowedAction> actions) {
        ServerWarming warming =
                ignite.cluster().<String, ServerWarming>nodeLocalMap().get(KEY);
        if (warming != null) {
            warming.onActions(user, beginsSession, actions);
        }
    }

    private void onActions(UUID user, boolean beginsSession, List<WindowedAction> actions) {
        Prefetcher warms = prefetcher;
        if (warms == null) {
            open();
            return;
        }
        if (beginsSession) {
            warms.onSessionStart(user);
        }
        actions.forEach(action -> warms.onAction(user, action));
    }

    private void open() {
        if (System.nanoTime() - triedNanos < RETRY_NANOS || !opening.compareAndSet(false, true)) {
            return;
        }
        triedNanos = System.nanoTime();
        try {
            executor.execute(() -> {
                try {
                    Prefetcher created = Prefetcher.create(
                            ignite,
                            NodeTables.names(ignite).transactions(),
                            objects,
                            model,
                            user -> List.of(), // the ingestion service warms the history
                            new ServerRows(ignite),
                            executor);
                    created.learn(new WindowSample(ignite, WindowSample.OF_A_PREFETCHER).sequences());
                    opened.accept(created);
                    prefetcher = created;
                } catch (IgniteException | IllegalArgumentException e) {
                    log.warning("The objects of prediction.warmObjects are not warmed yet: " + e.getMessage());
                } finally {
                    opening.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            opening.set(false); // the node stops
        }
    }
}
