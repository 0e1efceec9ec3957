package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The shard of a split, and its boundary. Filled by the control utility; not thread-safe. */
public final class SplitArg extends ShardArg {
    private static final long serialVersionUID = 1L;

    @Argument(
            optional = true,
            example = "37",
            description = "Partition that becomes the first of a shard; the middle by default")
    private String at;

    /** Returns the partition, null for the middle. */
    public String at() {
        return at;
    }

    /** Sets the partition. */
    public void at(String partition) {
        at = partition;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        super.writeExternalData(out);
        U.writeString(out, at);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        super.readExternalData(version, in);
        at = U.readString(in);
    }
}
