package io.foreshard.plugin.internal.command;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import org.apache.ignite.internal.dto.IgniteDataTransferObject;
import org.apache.ignite.internal.management.api.Argument;
import org.apache.ignite.internal.management.api.Positional;
import org.apache.ignite.internal.util.typedef.internal.U;

/** The id of an operation. Filled by the control utility; not thread-safe. */
public final class OperationArg extends IgniteDataTransferObject {
    private static final long serialVersionUID = 1L;

    @Positional
    @Argument(example = "operation_id", description = "Id of the operation, as its command and --tier status print it")
    private String operation;

    /** Returns the id. */
    public String operation() {
        return operation;
    }

    /** Sets the id. */
    public void operation(String id) {
        operation = id;
    }

    @Override
    protected void writeExternalData(ObjectOutput out) throws IOException {
        U.writeString(out, operation);
    }

    @Override
    protected void readExternalData(byte version, ObjectInput in) throws IOException {
        operation = U.readString(in);
    }
}
