package io.foreshard.workbench;

import org.apache.ignite.Ignite;
import picocli.CommandLine.IVersionProvider;

/** The versions of Foreshard, Ignite and Java that {@code --version} prints. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "foreshard " + of(Version.class) + " (Apache Ignite " + of(Ignite.class) + ", Java " + Runtime.version()
                    + ")"
        };
    }

    private static String of(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
