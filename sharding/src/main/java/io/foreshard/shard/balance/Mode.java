package io.foreshard.shard.balance;

/** What becomes of a plan. */
public enum Mode {
    /** Nothing is planned. */
    OFF,
    /** The plan is reported, and not carried out. */
    ADVISE,
    /** The plan is carried out. */
    AUTO
}
