package io.foreshard.tier;

/** An event in the life of a page; {@link PageState} says in which state each is possible. */
enum PageEvent {
    /** An object with the page is stored and the manifest names it. */
    UPLOADED,
    /** The local copy is given up: its blocks are punched once the residency that says so is durable. */
    RELEASED,
    /** The page was read from its object, verified and written into the partition file. */
    FETCHED,
    /** The page was written into the partition file by the database: a remote copy is invalid. */
    WRITTEN,
    /** The partition is recalled: the remote copy is dropped, its object deleted. */
    RECALLED
}
