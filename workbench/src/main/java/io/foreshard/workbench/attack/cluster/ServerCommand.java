package io.foreshard.workbench.attack.cluster;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a forked server. Has no state. */
public final class ServerCommand {
    private ServerCommand() {}

    /**
     * Returns a command with the class path of this JVM. Properties of Ignite that this JVM was started with override the given options.
     *
     * @param heap size with its unit, such as {@code 400m}
     * @param options more options of the JVM
     */
    public static List<String> of(
            String heap, ClassArchive classes, List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // a server lives for seconds or minutes
                "-Djava.net.preferIPv4Stack=true",
                "-DIGNITE_NO_SHUTDOWN_HOOK=true",
                "-DIGNITE_QUIET=true",
                "-DIGNITE_NO_ASCII=true",
                "-DIGNITE_UPDATE_NOTIFIER=false"));
        command.addAll(options);
        command.addAll(classes.options());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-DIGNITE_"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
