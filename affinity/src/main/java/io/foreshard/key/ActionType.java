package io.foreshard.key;

/**
 * Codes of common action types. An application may use any other code from {@link #FIRST_CUSTOM} to {@link #MAX}; Foreshard attaches no
 * meaning to a code. Thread-safe.
 */
public final class ActionType {
    /** Looked at an object. */
    public static final int VIEW = 1;
    /** Searched, filtered or sorted. */
    public static final int SEARCH = 2;
    /** Put an object into a cart or on a list. */
    public static final int CART = 3;
    /** Bought. */
    public static final int PURCHASE = 4;
    /** The first code that is free for applications. */
    public static final int FIRST_CUSTOM = 16;
    /** The last code that may be used. */
    public static final int MAX = 255;

    private ActionType() {}

    /**
     * Returns the type if it is valid.
     *
     * @throws IllegalArgumentException if it is not within 1 to {@link #MAX}
     */
    public static int check(int type) {
        if (type < 1 || type > MAX) {
            throw new IllegalArgumentException("An action type is a code from 1 to " + MAX + ", but was " + type + ".");
        }
        return type;
    }
}
