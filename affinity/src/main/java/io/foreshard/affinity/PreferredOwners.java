package io.foreshard.affinity;

import java.util.List;

/** The preferred owners of each partition at one topology version. Immutable and thread-safe. */
public interface PreferredOwners {
    /** Returns the consistent ids of the preferred owners as text, the primary first, each once; empty if rendezvous chooses all owners. */
    List<String> owners(int partition);

    /** Returns the least number of copies of the partition, the primary included: a cache with more backups has its own number. */
    int copies(int partition);
}
