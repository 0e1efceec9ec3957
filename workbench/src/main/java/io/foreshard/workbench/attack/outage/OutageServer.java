package io.foreshard.workbench.attack.outage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ignite.Ignition;

/** The process of a server: it prints {@value #STARTED} and ends with its parent. */
final class OutageServer {
    static final String STARTED = "started";

    private OutageServer() {}

    /** Arguments: see {@link NodeSettings#arguments}. */
    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        Ignition.start(NodeSettings.of(arguments).server());
        System.out.println(STARTED);
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(1); // the parent has ended
    }
}
