package io.foreshard.plugin.internal.sql;

/**
 * Whether Ignite reads rows, which may be in the object store, to compare two keys of an SQL index. Immutable.
 *
 * @param column first column whose values the index may not decide; null if it decides all
 * @param cure sentence that says why and how to change the definition; empty if the index decides all
 */
public record IndexVerdict(String cache, String table, String index, int inlineBytes, String column, String cure) {
    /** Returns whether a change of a row, or a look-up, may read other rows. */
    public boolean readsRows() {
        return column != null;
    }

    /** Returns the sentence for an operator. */
    public String sentence() {
        return "The index " + index + " of cache " + cache + " reads rows to compare values of its column " + column
                + ": with offloaded rows, a change of a row may fetch many pages and wait for the object store. " + cure
                + " SYS.TIER_INDEXES lists all indexes.";
    }
}
