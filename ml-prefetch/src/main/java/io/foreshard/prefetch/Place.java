package io.foreshard.prefetch;

/** Where prefetched rows are kept. */
enum Place {
    /** The near cache of this node. */
    NEAR(Latencies.Kind.FETCH, Latencies.Kind.READ_OF_FETCHED),
    /** The memory of the servers that hold them. */
    SERVERS(Latencies.Kind.WARM, Latencies.Kind.READ_OF_WARMED);

    final Latencies.Kind fetch;
    final Latencies.Kind read;

    Place(Latencies.Kind fetch, Latencies.Kind read) {
        this.fetch = fetch;
        this.read = read;
    }
}
