package io.foreshard.store;

import java.util.regex.Pattern;

/** The names that every store can hold: words of letters, digits, '_', '-' and '.', separated by slashes; no word begins with a dot. */
public final class ObjectNames {
    private static final String WORD = "[\\p{L}\\p{Nd}_-][\\p{L}\\p{Nd}._-]*";
    private static final Pattern NAME = Pattern.compile(WORD + "(/" + WORD + ")*");

    private ObjectNames() {}

    /** Returns whether a name is allowed. */
    public static boolean allows(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Returns a name that is allowed.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static String check(String name) {
        if (!allows(name)) {
            throw new IllegalArgumentException("'" + name + "' is not the name of an object.");
        }
        return name;
    }
}
