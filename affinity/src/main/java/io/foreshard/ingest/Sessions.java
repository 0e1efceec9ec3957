package io.foreshard.ingest;

import java.time.Duration;

/** The definition of a session: the actions of a user with no pause longer than {@link #GAP} between two of them. */
public final class Sessions {
    /** The longest pause within a session; the action after a longer pause begins the next session. */
    public static final Duration GAP = Duration.ofMinutes(30);

    private Sessions() {}
}
