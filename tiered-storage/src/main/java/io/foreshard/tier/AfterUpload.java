package io.foreshard.tier;

/** What becomes of the local copies of pages when an upload of a partition is committed. */
enum AfterUpload {
    /** They are given up, together with those of all other pages that have both copies. */
    RELEASE,
    /** They stay: a later release needs no request. */
    KEEP
}
