package io.foreshard.plugin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ignite.IgniteException;
import org.apache.ignite.Ignition;
import org.apache.ignite.spi.IgniteSpiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damages the configuration of the shipped server in one place and reads the report; Spring refuses the file before a node starts. */
class StartFailureTest {
    private static final Path SHIPPED = Path.of(System.getProperty("foreshard.root"), "config", "foreshard-server.xml");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            name="coldAfter"             | name="coldAftr"                          | TierConfiguration has no property coldAftr. Did you mean coldAfter?
            name="partitions"            | name="tier.coldAftr"                     | ForeshardConfiguration has no property tier.coldAftr. Did you mean tier.coldAfter?
            name="partitions"            | name="teir.coldAfter"                    | ForeshardConfiguration has no property teir.coldAfter. Did you mean tier.coldAfter?
            name="partitions"            | name="tier.s3.regin"                     | S3Configuration has no property regin. Did you mean tier.s3.region?
            name="partitions"            | name="tier.s4.region"                    | ForeshardConfiguration has no property tier.s4.region. The properties of TierConfiguration are coldAfter, diskReserve, encryptionKeys, fetchUnit, garbageGrace, imageEvery, localBytes, objectBytes, readahead, requestDeadline, s3, storeUri, uploadAfter.
            name="partitions"            | name="tierr.s3.region"                   | ForeshardConfiguration has no property tierr.s3.region. Did you mean tier.s3.region?
            name="partitions"            | name="partitons"                         | ForeshardConfiguration has no property partitons. Did you mean partitions?
            name="coldAfter"             | name="idle"                              | TierConfiguration has no property idle. The properties of TierConfiguration are coldAfter, diskReserve, encryptionKeys, fetchUnit, garbageGrace, imageEvery, localBytes, objectBytes, readahead, requestDeadline, s3, storeUri, uploadAfter.
            name="maxSize"               | name="maxSiz"                            | DataRegionConfiguration has no property maxSiz. Did you mean maxSize?
            name="metricsLogFrequency"   | name="nothingLikeIt"                     | IgniteConfiguration has no property nothingLikeIt. Remove it or correct its name.
            foreshard.plugin.TierConf    | foreshard.plugin.TirConf                 | there is no class io.foreshard.plugin.TirConfiguration. Did you mean io.foreshard.plugin.TierConfiguration?
            plugin.TierConfiguration     | plugin.S3Config                          | there is no class io.foreshard.plugin.S3Config. Did you mean io.foreshard.plugin.S3Configuration?
            plugin.TierConfiguration     | plugin.Tier                              | there is no class io.foreshard.plugin.Tier. Did you mean io.foreshard.plugin.TierConfiguration?
            ipfinder.vm                  | ipfinder.nowhere                         | there is no class org.apache.ignite.spi.discovery.tcp.ipfinder.nowhere.TcpDiscoveryVmIpFinder. Correct its name, or put its jar on the class path.
            ${foreshard.node:node-1}     | ${foreshard.nod}                         | the placeholder ${foreshard.nod} has no value. Set -Dforeshard.nod=... or FORESHARD_NOD, or give it a default: ${foreshard.nod:default}.
            {foreshard.clientPort:10800} | {foreshard.clientPort:many}              | ClientConnectorConfiguration.port must be of type int, but is "many".
            plugin.MetricsConfiguration  | plugin.ShardingConfiguration             | ShardingConfiguration has no property host. The properties of ShardingConfiguration are failureDomain, maxMoveBytesPerSecond, mergeAfter, mode, splitBytes, splitOperationsPerSecond.
            regionMegabytes:1024         | regionMegabytes:many                     | DataRegionConfiguration: an expression #{...} has no value: Property or field 'many' cannot be found on object of type 'org.springframework.beans.factory.config.BeanExpressionContext' - maybe not public or not valid? Correct the values of its placeholders.
            classpath:foreshard-log4j2   | classpath:missing                        | Log4J2Logger: class path resource [missing.xml] cannot be resolved to URL because it does not exist.
            org.apache.ignite.configuration.IgniteConfiguration | java.lang.Object | Object has no property igniteInstanceName. Remove it or correct its name.
            """)
    void report_damagedFile_namesFileKeyAndCure(String shipped, String damaged, String sentence) throws IOException {
        String xml = Files.readString(SHIPPED);
        assertThat(xml).contains(shipped);
        Path file = Files.writeString(
                directory.resolve("server.xml"), xml.replaceFirst("\\Q" + shipped, damaged.replace("$", "\\$")));

        assertThat(report(file.toString())).containsExactly(file + ": " + sentence);
    }

    @Test
    void report_brokenXml_namesTheLine() throws IOException {
        String xml = Files.readString(SHIPPED).replaceFirst("</list>", "");
        Path file = Files.writeString(directory.resolve("server.xml"), xml);

        assertThat(report(file.toString()))
                .singleElement()
                .asString()
                .matches("\\Q" + file + "\\E: line \\d+: The element type \"list\" must be terminated .*");
    }

    @Test
    void report_missingFile_namesItsWholePath() {
        assertThat(report("missing.xml"))
                .containsExactly("There is no file " + Path.of("missing.xml").toAbsolutePath()
                        + ". Give the Spring XML of a node, such as config/foreshard-server.xml.");
    }

    @Test
    void report_directory_isNoFile() {
        assertThat(report(directory.toString())).singleElement().asString().startsWith("There is no file " + directory);
    }

    @Test
    void report_noNodeInTheFile_saysWhichBeanIsMissing() throws IOException {
        String xml = Files.readString(SHIPPED).replaceFirst("(?s)<bean .*</bean>", "");
        Path file = Files.writeString(directory.resolve("empty.xml"), xml);

        assertThat(report(file.toString()))
                .singleElement()
                .asString()
                .startsWith(file + ": there is no bean of class org.apache.ignite.configuration.IgniteConfiguration.");
    }

    @Test
    void report_causesInsideTheNode_printsEachOnceAndTheInnermostLast() {
        Throwable failure = new IgniteException(
                "Failed to start manager",
                new IgniteException(
                        "Failed to start manager",
                        new IgniteSpiException("Failed to bind to port 47500", new BindException("Address in use"))));

        assertThat(StartFailure.report("server.xml", failure))
                .containsExactly(
                        "Failed to start manager",
                        "Failed to bind to port 47500",
                        "The server did not start: Address in use");
    }

    @Test
    void report_causeRepeatsItsMessage_isOneLine() {
        Throwable failure =
                new IgniteException("Set partitions to 64.", new IllegalArgumentException("Set partitions to 64."));

        assertThat(StartFailure.report("server.xml", failure))
                .containsExactly("The server did not start: Set partitions to 64.");
    }

    @Test
    void report_causeLostByIgnite_pointsToTheLog() {
        Throwable failure = new IgniteException("Unexpected exception when starting grid.", new NullPointerException());

        assertThat(StartFailure.report("server.xml", failure))
                .last()
                .isEqualTo("The server did not start: the first ERROR of the log has the cause.");
    }

    private static List<String> report(String file) {
        return StartFailure.report(file, catchThrowable(() -> Ignition.start(file)));
    }
}
