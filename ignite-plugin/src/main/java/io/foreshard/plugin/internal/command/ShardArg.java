package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.dto.IgniteDataTransferObject;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.management.api.Positional;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The name of a shard, and whether a command only reports. Filled by the control utility; not thread-safe. */
public class ShardArg extends IgniteDataTransferObject {
    private static final long serialVersionUID = 1L;

    @Positional
    @Argument(example = "0101*", description = "Name of a shard, as in SYS.SHARDS")
    private String shard;

    @Argument(optional = true, description = "Reports what would be changed, and changes nothing")
    private boolean dryRun;

    /** Returns the name. */
    public String shard() {
        return shard;
    }

    /** Sets the name. */
    public void shard(String name) {
        shard = name;
    }

    /** Returns whether the command only reports. */
    public boolean dryRun() {
        return dryRun;
    }

    /** Sets whether the command only reports. */
    public void dryRun(boolean isDryRun) {
        dryRun = isDryRun;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        U.writeString(out, shard);
        out.writeBoolean(dryRun);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        shard = U.readString(in);
        dryRun = in.readBoolean();
    }
}
