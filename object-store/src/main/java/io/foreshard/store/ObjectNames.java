package io.foreshard.store;

import java.util.regex.Pattern;

/**
 * The object names that every store accepts: words of letters, digits, '_', '-' and '.', separated by slashes; no word starts with a dot.
 *
 * <p>No object may be named like a folder of another one: after {@code a/b} was put, {@code a} is not a name for an object, because a file
 * system cannot hold both. Thread-safe.
 */
public final class ObjectNames {
    private static final String WORD = "[\\p{L}\\p{Nd}_-][\\p{L}\\p{Nd}._-]*";
    private static final Pattern NAME = Pattern.compile(WORD + "(/" + WORD + ")*");

    private ObjectNames() {}

    /** Returns true if every store accepts this name. */
    public static boolean allows(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Returns the name.
     *
     * @throws IllegalArgumentException if stores do not accept it
     */
    public static String check(String name) {
        if (!allows(name)) {
            throw new IllegalArgumentException("'" + name + "' is not the name of an object.");
        }
        return name;
    }
}
