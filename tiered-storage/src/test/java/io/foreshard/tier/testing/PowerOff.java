package io.foreshard.tier.testing;

/** Thrown by each call of a port of a machine that has crashed; no production code catches it. */
final class PowerOff extends Error {
    private static final long serialVersionUID = 1L;

    PowerOff() {
        super("The simulated machine is off.", null, false, false);
    }
}
