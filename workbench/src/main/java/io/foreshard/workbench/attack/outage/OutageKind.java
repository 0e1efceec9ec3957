package io.foreshard.workbench.attack.outage;

/** The ways in which a service of objects fails its clients. */
public enum OutageKind {
    /** Connections are refused. */
    DOWN("down"),
    /** Each request is answered with status 503. */
    UNAVAILABLE("503"),
    /** Answers come at 1 kB/s. */
    SLOW("1kBs"),
    /** Connections are accepted, and requests are never answered. */
    HALF_OPEN("half-open"),
    /** Each request is answered with status 403: the credentials have expired. */
    EXPIRED("403"),
    /** Each request is answered with status 404: the bucket does not exist. */
    NO_BUCKET("404");

    private final String label;

    OutageKind(String label) {
        this.label = label;
    }

    /** Returns the name in tables and on the command line. */
    public String label() {
        return label;
    }
}
