package io.foreshard.store;

/** The calls of an {@link ObjectStore}, one constant for each method. */
public enum StoreOperation {
    /** {@link ObjectStore#put}. */
    PUT,
    /** {@link ObjectStore#get}. */
    GET,
    /** {@link ObjectStore#read}. */
    READ,
    /** {@link ObjectStore#replace}. */
    REPLACE,
    /** {@link ObjectStore#delete}. */
    DELETE,
    /** {@link ObjectStore#list}. */
    LIST
}
