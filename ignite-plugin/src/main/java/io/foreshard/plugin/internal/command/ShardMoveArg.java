package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The shard of a move, and its new owners. Filled by the control utility; not thread-safe. */
public final class ShardMoveArg extends ShardArg {
    private static final long serialVersionUID = 1L;

    @Argument(
            example = "server-1,server-2",
            description =
                    "Consistent ids of the new owners, the primary first; 'rendezvous' to let Ignite choose all of them")
    private String to;

    @Argument(
            optional = true,
            example = "3",
            description = "Copies of each partition, the primary included, if more than the backups of a table + 1")
    private String copies;

    /** Returns the owners, separated by commas. */
    public String to() {
        return to;
    }

    /** Sets the owners. */
    public void to(String owners) {
        to = owners;
    }

    /** Returns the number of copies, null for that of each table. */
    public String copies() {
        return copies;
    }

    /** Sets the number of copies. */
    public void copies(String number) {
        copies = number;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        super.writeExternalData(out);
        U.writeString(out, to);
        U.writeString(out, copies);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        super.readExternalData(version, in);
        to = U.readString(in);
        copies = U.readString(in);
    }
}
