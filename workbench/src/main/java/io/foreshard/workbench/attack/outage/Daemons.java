package io.foreshard.workbench.attack.outage;

/** Makes the threads of the attack, which do not keep the JVM alive. Has no state. */
final class Daemons {
    private Daemons() {}

    static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "foreshard-attack");
        thread.setDaemon(true);
        return thread;
    }
}
