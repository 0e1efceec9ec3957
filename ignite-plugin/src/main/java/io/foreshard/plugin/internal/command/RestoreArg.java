package io.foreshard.plugin.internal.command;

import org.apache.ignite.internal.management.api.CliConfirmArgument;

/** The servers of a restore, which the utility asks to confirm. Filled by the control utility; not thread-safe. */
@CliConfirmArgument
public final class RestoreArg extends DryRunArg {
    private static final long serialVersionUID = 1L;
}
