package io.foreshard.profile;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The columns that windows keep of the last transactions, beside the receipts. Immutable and thread-safe. */
public final class RecentColumns implements Serializable {
    /** A column of a transaction. */
    public enum Column {
        /** Time of the event. */
        TIME,
        /** Id of the object. */
        OBJECT,
        /** Amount. */
        AMOUNT
    }

    private static final long serialVersionUID = 1L;

    /** A bit for each column, by its ordinal number. */
    private final int bits;

    private RecentColumns(int bits) {
        this.bits = bits;
    }

    /** Returns a set of columns. */
    public static RecentColumns of(Collection<Column> columns) {
        return new RecentColumns(
                columns.stream().mapToInt(column -> 1 << column.ordinal()).reduce(0, (a, b) -> a | b));
    }

    /** Returns all columns. */
    public static RecentColumns all() {
        return of(EnumSet.allOf(Column.class));
    }

    /**
     * Parses names of columns in upper or lower case, separated by commas.
     *
     * @throws IllegalArgumentException if there is no column of a name
     */
    public static RecentColumns parse(String text) {
        List<Column> columns = Arrays.stream(text.split(",", -1))
                .map(name -> Column.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .toList();
        return of(columns);
    }

    boolean contains(Column column) {
        return (bits >>> column.ordinal() & 1) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentColumns columns && bits == columns.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    /** Returns the names as {@link #parse} reads them. */
    @Override
    public String toString() {
        return Arrays.stream(Column.values())
                .filter(this::contains)
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }
}
