package io.foreshard.plugin.cluster;

import org.apache.ignite.Ignite;

/** The events of the shared state on one node. Implementations are thread-safe and return without waiting. */
public interface StateListener {
    /** Called on every read of unreadable content if the reader continues with an earlier value. */
    default void onUnreadable(UnreadableStateException cause) {}

    /** Sets the listener of a node; services get it from there, because Ignite sends them to the nodes without one. */
    static void register(Ignite ignite, StateListener listener) {
        ignite.cluster().nodeLocalMap().put(StateListener.class.getName(), listener);
    }

    /** Returns the listener of a node, or one that ignores every event. */
    static StateListener of(Ignite ignite) {
        Object registered = ignite.cluster().nodeLocalMap().get(StateListener.class.getName());
        return registered instanceof StateListener listener ? listener : new StateListener() {};
    }
}
