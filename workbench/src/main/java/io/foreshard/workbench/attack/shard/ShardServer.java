package io.foreshard.workbench.attack.shard;

import io.foreshard.plugin.internal.placement.UnsafeMoves;
import io.foreshard.workbench.attack.cluster.ForkedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ignite.Ignition;

/** The process of a server; it ends with its parent. */
final class ShardServer {
    private ShardServer() {}

    /** Arguments: see {@link ShardNode#arguments}. */
    public static void main(String[] arguments) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        ShardNode node = ShardNode.of(arguments);
        if (!node.guarded()) {
            UnsafeMoves.switchGuardOff();
        }
        Ignition.start(node.server());
        System.out.println(ForkedServer.STARTED);
        System.out.flush();
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(1); // the parent has ended
    }
}
