package io.foreshard.ingest;

import java.io.Serializable;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of the caches, of the cache group, of the SQL schema and of the template of one cluster, all made from one prefix.
 *
 * <p>With the prefix {@code foreshard}: caches {@code foreshard-transactions}, {@code foreshard-windows}, {@code foreshard-receipts} and {@code foreshard-meta}, group {@code
 * foreshard}, table {@code FORESHARD.TRANSACTIONS}, and {@code CREATE TABLE ... WITH "template=foreshard"}. Immutable and thread-safe.
 */
public final class TableNames implements Serializable {
    /** Prefix of a cluster that does not set another one. */
    public static final String DEFAULT_PREFIX = "foreshard";
    /** Cache of the transactions of a cluster with the default prefix; a constant, so that annotations can name it. */
    public static final String DEFAULT_TRANSACTIONS = DEFAULT_PREFIX + "-transactions";
    /** Names of a cluster with the default prefix. */
    public static final TableNames DEFAULT = new TableNames(DEFAULT_PREFIX);

    private static final long serialVersionUID = 1L;

    /** A prefix is a part of file names and, in upper case, a SQL identifier that needs no quotes. */
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    /** Schemas and prefixes that Ignite or SQL use themselves. */
    private static final Set<String> RESERVED = Set.of("public", "sys", "ignite", "information_schema", "default");

    private final String prefix;

    private TableNames(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Returns the names with a prefix.
     *
     * @throws IllegalArgumentException if the prefix is not allowed, see {@link #isPrefix}
     */
    public static TableNames of(String prefix) {
        if (!isPrefix(prefix)) {
            throw new IllegalArgumentException(
                    "A prefix of tables has 1 to 32 lower-case letters, digits and underscores, "
                            + "begins with a letter and is none of " + RESERVED + ", but was " + prefix + ".");
        }
        return new TableNames(prefix);
    }

    /** Returns whether a text can be a prefix: 1 to 32 lower-case letters, digits and underscores, the first a letter, and not a reserved name. */
    public static boolean isPrefix(String text) {
        return PREFIX.matcher(text).matches() && !RESERVED.contains(text);
    }

    /** Returns the prefix. */
    public String prefix() {
        return prefix;
    }

    /** Returns the name of the cache of transactions. */
    public String transactions() {
        return prefix + "-transactions";
    }

    /** Returns the name of the cache of the users' windows. */
    public String windows() {
        return prefix + "-windows";
    }

    /** Returns the name of the cache of receipts that were evicted from the windows. */
    public String receipts() {
        return prefix + "-receipts";
    }

    /** Returns the name of the cache of the state that all nodes share. */
    public String meta() {
        return prefix + "-meta";
    }

    /** Returns the name of the cache group of the transactions. */
    public String group() {
        return prefix;
    }

    /** Returns the SQL schema of the transactions. */
    public String schema() {
        return prefix.toUpperCase(Locale.ROOT);
    }

    /** Returns the name of the table of transactions within its schema. */
    public String table() {
        return "TRANSACTIONS";
    }

    /** Returns the template for {@code CREATE TABLE ... WITH "template=..."}. */
    public String template() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableNames names && prefix.equals(names.prefix);
    }

    @Override
    public int hashCode() {
        return prefix.hashCode();
    }

    @Override
    public String toString() {
        return prefix;
    }
}
