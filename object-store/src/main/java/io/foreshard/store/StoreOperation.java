package io.foreshard.store;

/** The calls of an {@link ObjectStore}, by kind. */
public enum StoreOperation {
    /** {@link ObjectStore#put}. */
    PUT,
    /** {@link ObjectStore#get}. */
    GET,
    /** {@link ObjectStore#read}. */
    READ,
    /** {@link ObjectStore#replace}. */
    REPLACE,
    /** {@link ObjectStore#delete} and {@link ObjectStore#deleteUnfinished}. */
    DELETE,
    /** {@link ObjectStore#listPage}. */
    LIST
}
