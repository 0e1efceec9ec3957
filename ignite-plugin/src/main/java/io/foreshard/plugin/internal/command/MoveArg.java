package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.management.api.Positional;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The caches, partitions and servers of a command that moves pages. Filled by the control utility; not thread-safe. */
public final class MoveArg extends DryRunArg {
    private static final long serialVersionUID = 1L;

    @Positional
    @Argument(example = "cache1[,cache2,....,cacheN]", description = "Names of caches or cache groups")
    private String[] caches;

    @Argument(
            optional = true,
            example = "0-15,20",
            description = "Partition numbers and ranges; all partitions by default")
    private String partitions;

    @Argument(optional = true, example = "0101*[,0110*]", description = "Names of shards, as in SYS.SHARDS")
    private String[] shards;

    /** Returns the names of caches or groups. */
    public String[] caches() {
        return caches;
    }

    /** Sets the names of caches or groups. */
    public void caches(String[] names) {
        caches = names;
    }

    /** Returns the partitions, null for all. */
    public String partitions() {
        return partitions;
    }

    /** Sets the partitions. */
    public void partitions(String numbers) {
        partitions = numbers;
    }

    /** Returns the shards, null for none. */
    public String[] shards() {
        return shards;
    }

    /** Sets the shards. */
    public void shards(String[] names) {
        shards = names;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        super.writeExternalData(out);
        U.writeArray(out, caches);
        U.writeString(out, partitions);
        U.writeArray(out, shards);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        super.readExternalData(version, in);
        caches = U.readArray(in, String.class);
        partitions = U.readString(in);
        shards = U.readArray(in, String.class);
    }
}
