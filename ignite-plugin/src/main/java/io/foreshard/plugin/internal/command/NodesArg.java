package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.dto.IgniteDataTransferObject;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The servers of a command. Filled by the control utility through the methods with an argument; not thread-safe. */
public class NodesArg extends IgniteDataTransferObject {
    private static final long serialVersionUID = 1L;

    @Argument(
            optional = true,
            example = "node1[,node2,....,nodeN]",
            description = "Consistent ids or ids of servers; all servers by default")
    private String[] nodes;

    /** Returns the servers, null for all. */
    public String[] nodes() {
        return nodes;
    }

    /** Sets the servers. */
    public void nodes(String[] names) {
        nodes = names;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        U.writeArray(out, nodes);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        nodes = U.readArray(in, String.class);
    }
}
