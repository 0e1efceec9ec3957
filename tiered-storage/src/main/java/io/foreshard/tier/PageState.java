package io.foreshard.tier;

/**
 * Where the valid copies of a page are.
 *
 * <p>The transition table; a pair without an entry is illegal:
 *
 * <pre>
 *             UPLOADED  RELEASED  FETCHED  WRITTEN  RECALLED
 *   LOCAL     BOTH      -         -        LOCAL    -
 *   BOTH      -         REMOTE    -        LOCAL    LOCAL
 *   REMOTE    -         -         BOTH     LOCAL    -
 * </pre>
 *
 * <p>{@code docs/tier.md} draws the same table; a test compares both with {@link #after}.
 */
enum PageState {
    /** The only valid copy is in the partition file. */
    LOCAL("local only"),
    /** The partition file and an object hold equal copies. */
    BOTH("local and remote"),
    /** The only valid copy is in an object; the partition file has a hole, or will have one. */
    REMOTE("remote only");

    private final String label;

    PageState(String label) {
        this.label = label;
    }

    /** Returns the words that messages and documents use for the state. */
    String label() {
        return label;
    }

    /**
     * Returns the state after an event.
     *
     * @throws IllegalStateException if the event is not possible in this state
     */
    PageState after(PageEvent event) {
        return switch (this) {
            case LOCAL -> switch (event) {
                case UPLOADED -> BOTH;
                case WRITTEN -> LOCAL;
                case RELEASED, FETCHED, RECALLED -> throw illegal(event);
            };
            case BOTH -> switch (event) {
                case RELEASED -> REMOTE;
                case WRITTEN, RECALLED -> LOCAL;
                case UPLOADED, FETCHED -> throw illegal(event);
            };
            case REMOTE -> switch (event) {
                case FETCHED -> BOTH;
                case WRITTEN -> LOCAL;
                case UPLOADED, RELEASED, RECALLED -> throw illegal(event);
            };
        };
    }

    private IllegalStateException illegal(PageEvent event) {
        return new IllegalStateException("A page that is " + label + " cannot be " + event + ".");
    }
}
