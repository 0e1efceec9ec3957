package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands for the tier of a stopped node, run in this JVM with a Spring XML of that node. */
public final class StoppedNodeCommands {
    private final Path file;

    public StoppedNodeCommands(Path directory, String name, String storeUri) throws IOException {
        file = Files.writeString(
                directory.resolve(name + ".xml"),
                """
                <beans xmlns="http://www.springframework.org/schema/beans"
                       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                       xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd">
                  <bean class="org.apache.ignite.configuration.IgniteConfiguration">
                    <property name="consistentId" value="%s"/>
                    <property name="workDirectory" value="%s"/>
                    <property name="pluginConfigurations">
                      <bean class="io.foreshard.plugin.ForeshardConfiguration">
                        <property name="tier">
                          <bean class="io.foreshard.plugin.TierConfiguration">
                            <property name="storeUri" value="%s"/>
                          </bean>
                        </property>
                      </bean>
                    </property>
                  </bean>
                </beans>
                """
                        .formatted(name, directory.resolve(name), storeUri));
    }

    /** Runs a command and checks its exit code; returns what it printed. */
    public String run(int exitCode, String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(verb, file.toString()));
        arguments.addAll(List.of(options));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = TierCommand.run(out, out, arguments.toArray(String[]::new));
        String printed = bytes.toString(StandardCharsets.UTF_8);
        assertThat(code).as(printed).isEqualTo(exitCode);
        return printed;
    }
}
