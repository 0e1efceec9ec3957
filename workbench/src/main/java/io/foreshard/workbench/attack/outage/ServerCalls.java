package io.foreshard.workbench.attack.outage;

import io.foreshard.plugin.Foreshard;
import io.foreshard.tier.Tier;
import io.foreshard.tier.TierSize;
import org.apache.ignite.Ignite;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;

/** The calls that a server of the attack executes; it has the same class path. Has no state. */
final class ServerCalls {
    private ServerCalls() {}

    private abstract static class Call<T> implements IgniteCallable<T> {
        private static final long serialVersionUID = 1L;

        @IgniteInstanceResource
        private transient Ignite ignite;

        Ignite ignite() {
            return ignite;
        }

        Tier tier() {
            return ignite.<Foreshard>plugin(Foreshard.NAME).tier();
        }
    }

    /** Offloads a cache of this server. */
    static final class Offload extends Call<Long> {
        private static final long serialVersionUID = 1L;
        private final String cache;

        Offload(String cache) {
            this.cache = cache;
        }

        @Override
        public Long call() {
            return tier().offload(cache).pages();
        }
    }

    /** Returns the bytes of a cache of this server: of its files, and of its remote pages. */
    static final class Size extends Call<long[]> {
        private static final long serialVersionUID = 1L;
        private final String cache;

        Size(String cache) {
            this.cache = cache;
        }

        @Override
        public long[] call() {
            TierSize size = tier().size(cache);
            return new long[] {size.fileBytes(), size.remoteBytes()};
        }
    }

    /** Returns counters of this server: failed requests, blocked changes. */
    static final class Counters extends Call<long[]> {
        private static final long serialVersionUID = 1L;

        @Override
        public long[] call() {
            return new long[] {tier().statistics().errors(), tier().statistics().blockedChanges()};
        }
    }

    /** Returns the number of transactions of this server. */
    static final class Transactions extends Call<Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return (long) ignite().transactions().localActiveTransactions().size();
        }
    }

    /** Reads a row on this server. */
    static final class Get extends Call<OutageRow> {
        private static final long serialVersionUID = 1L;
        private final String cache;
        private final long key;

        Get(String cache, long key) {
            this.cache = cache;
            this.key = key;
        }

        @Override
        public OutageRow call() {
            return ignite().<Long, OutageRow>cache(cache).get(key);
        }
    }
}
