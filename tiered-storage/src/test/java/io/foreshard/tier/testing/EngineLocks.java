package io.foreshard.tier.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The locks that the engine of one machine holds while a request is under way, as far as they can be seen from outside: a scheduler that let another actor
 * run into one of them would not be deterministic. Not thread-safe: one actor runs at a time.
 */
final class EngineLocks {
    static final int NONE = -1;

    private static final Pattern PARTITION = Pattern.compile("/part-(\\d+)/");

    private final Scheduler scheduler;
    /** Moves by actor: of the ownership of the namespace they run one after the other. */
    private final Map<Object, Integer> movers = new HashMap<>();
    /** Moves that fetch. */
    private final Map<Object, Integer> fetchers = new HashMap<>();

    private final Map<Integer, Object> moving = new HashMap<>();
    private final Map<Integer, Object> fetching = new HashMap<>();
    private Object owning;
    private int sweeping = NONE;
    private Object sweeper;

    EngineLocks(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void clear() {
        movers.clear();
        fetchers.clear();
        moving.clear();
        fetching.clear();
        owning = null;
        sweeping = NONE;
    }

    /** Returns whether no move of a partition runs. */
    boolean isStill(int partition) {
        return !moving.containsKey(partition);
    }

    /** The present actor moves a partition; {@link #NONE} if it needs the ownership only. */
    void beginMove(int partition, boolean fetches) {
        Object self = scheduler.self();
        movers.put(self, partition);
        if (fetches) {
            fetchers.put(self, partition);
        }
        if (partition != NONE) {
            moving.put(partition, self);
        }
    }

    void endMove(int partition) {
        movers.remove(scheduler.self());
        fetchers.remove(scheduler.self());
        moving.remove(partition);
    }

    /** Returns whether no fetch from the objects of a partition is under way. */
    boolean mayFetch(int partition) {
        return !fetching.containsKey(partition);
    }

    /** Returns whether an actor meets no lock that another one holds. */
    boolean mayRun(Object actor) {
        if (movers.containsKey(actor) && owning != null && owning != actor) {
            return false;
        }
        if (sweeping != NONE && sweeper != actor && movers.getOrDefault(actor, NONE) == sweeping) {
            return false;
        }
        Integer fetched = fetchers.get(actor);
        return fetched == null || fetching.getOrDefault(fetched, actor) == actor;
    }

    /** A request of the present actor begins. */
    void beginRequest(String operation, String name) {
        if (isOwnership(name)) {
            owning = scheduler.self();
        } else if (operation.equals("delete") && name.endsWith("/manifest")) {
            sweeping = partition(name);
            sweeper = scheduler.self();
        } else if (isFetch(operation)) {
            fetching.put(partition(name), scheduler.self());
        }
    }

    /** An upload or a verification reads objects too, without a lock. */
    private boolean isFetch(String operation) {
        Object self = scheduler.self();
        return operation.equals("get") && (!movers.containsKey(self) || fetchers.containsKey(self));
    }

    void endRequest(String operation, String name) {
        if (isOwnership(name)) {
            owning = null;
        } else if (operation.equals("delete")) {
            sweeping = NONE;
        } else if (isFetch(operation)) {
            fetching.remove(partition(name));
        }
    }

    private static boolean isOwnership(String name) {
        return name.endsWith("/owner") || name.contains("/hold-") || name.equals("foreshard-store");
    }

    private static int partition(String name) {
        Matcher matcher = PARTITION.matcher(name);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : NONE;
    }
}
