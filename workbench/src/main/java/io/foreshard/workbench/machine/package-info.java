/** Ports and directories that a run borrows from the machine. */
package io.foreshard.workbench.machine;
