package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.management.api.Argument;

/** The servers of a command, and whether it only reports. Filled by the control utility; not thread-safe. */
public class DryRunArg extends NodesArg {
    private static final long serialVersionUID = 1L;

    @Argument(optional = true, description = "Reports the partitions, bytes or objects, and changes nothing")
    private boolean dryRun;

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
        super.writeExternalData(out);
        out.writeBoolean(dryRun);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException, ClassNotFoundException {
        super.readExternalData(version, in);
        dryRun = in.readBoolean();
    }
}
