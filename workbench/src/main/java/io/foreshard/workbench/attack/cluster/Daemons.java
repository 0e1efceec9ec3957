package io.foreshard.workbench.attack.cluster;

/** Makes the threads of the attacks, which do not keep the JVM alive. Has no state. */
public final class Daemons {
    private Daemons() {}

    /** Returns a thread that is not started. */
    public static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "foreshard-attack");
        thread.setDaemon(true);
        return thread;
    }
}
