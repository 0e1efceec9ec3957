package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.dto.IgniteDataTransferObject;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.management.api.Positional;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The name of a shard, or none for all. Filled by the control utility; not thread-safe. */
public final class ExplainArg extends IgniteDataTransferObject {
    private static final long serialVersionUID = 1L;

    @Positional
    @Argument(optional = true, example = "0101*", description = "Name of a shard, as in SYS.SHARDS; all by default")
    private String shard;

    /** Returns the name, null for all. */
    public String shard() {
        return shard;
    }

    /** Sets the name. */
    public void shard(String name) {
        shard = name;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        U.writeString(out, shard);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException {
        shard = U.readString(in);
    }
}
