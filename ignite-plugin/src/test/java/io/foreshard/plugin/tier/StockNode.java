package io.foreshard.plugin.tier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.Ignition;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

/**
 * A process that opens the directory of a server with Ignite as it is, without a class of the plugin but those of keys and affinity, which the stored
 * cache configurations name; it counts the rows of caches.
 */
final class StockNode {
    /** Prefix of the name of a snapshot from which the caches are restored first. */
    static final String RESTORE = "restore:";

    private static final String ROWS = "rows ";

    private StockNode() {}

    /** Arguments: consistent id, work directory, first port, size of the values, a snapshot or none, names of the caches. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[2]);
        IgniteConfiguration configuration = new IgniteConfiguration()
                .setConsistentId(arguments[0])
                .setWorkDirectory(arguments[1])
                .setLocalHost("127.0.0.1")
                .setConnectorConfiguration(null)
                .setClientConnectorConfiguration(null)
                .setDiscoverySpi(new TcpDiscoverySpi()
                        .setIpFinder(new TcpDiscoveryVmIpFinder(true))
                        .setLocalPort(port)
                        .setLocalPortRange(5))
                .setDataStorageConfiguration(new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(new DataRegionConfiguration()
                                .setPersistenceEnabled(true)
                                .setInitialSize(64L << 20)
                                .setMaxSize(128L << 20)));
        Ignite node = Ignition.start(configuration);
        node.cluster().state(ClusterState.ACTIVE);
        List<String> caches = new ArrayList<>(Arrays.asList(arguments).subList(4, arguments.length));
        if (caches.get(0).startsWith(RESTORE)) {
            String snapshot = caches.remove(0).substring(RESTORE.length());
            node.snapshot().restoreSnapshot(snapshot, caches).get();
        }
        for (String name : caches) {
            System.out.println(ROWS + name + " " + rightRows(node.cache(name), Integer.parseInt(arguments[3])));
        }
        Ignition.stop(true);
    }

    private static int rightRows(IgniteCache<Integer, byte[]> cache, int valueBytes) {
        int right = 0;
        for (int row = 0; row < cache.size(); row++) {
            byte[] expected = new byte[valueBytes];
            new Random(row).nextBytes(expected);
            right += Arrays.equals(cache.get(row), expected) ? 1 : 0;
        }
        return right;
    }

    /** Runs the process; returns its output. */
    static String run(Path work, int port, int valueBytes, String... caches) throws IOException, InterruptedException {
        Path output = Files.createTempFile(work.getParent(), "stock", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "config", "jvm.options"),
                "-Xmx512m",
                "-cp",
                classPath(),
                StockNode.class.getName(),
                ColdNode.NAME,
                work.toString(),
                String.valueOf(port),
                String.valueOf(valueBytes)));
        command.addAll(List.of(caches));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError("The process does not end: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return "exit " + process.exitValue() + "\n" + Files.readString(output);
    }

    /** Returns the line that says that all rows of a cache are right. */
    static String allRight(String cache) {
        return ROWS + cache + " " + ColdNode.ROWS;
    }

    /** Returns the class path of the tests without the modules of the project, except the one that clients have too. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path here = Path.of(StockNode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return Arrays.stream(all.split(":"))
                .filter(entry -> entry.endsWith(".jar")
                        || entry.endsWith("affinity/target/classes")
                        || Path.of(entry).equals(here))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("foreshard-")
                        || entry.contains("foreshard-affinity"))
                .collect(Collectors.joining(":"));
    }
}
