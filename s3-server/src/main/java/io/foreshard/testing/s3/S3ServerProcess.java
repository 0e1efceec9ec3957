package io.foreshard.testing.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An S3 server with one empty bucket, in a process of its own that ends with this JVM at the latest.
 *
 * <p>{@link #start} sets the system properties from which the AWS SDK reads credentials; {@link #close} clears them. Thread-safe.
 */
public final class S3ServerProcess implements AutoCloseable {
    private static final String BUCKET = "foreshard-test";
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";
    private static final String ACCESS_KEY_PROPERTY = "aws.accessKeyId";
    private static final String SECRET_KEY_PROPERTY = "aws.secretAccessKey";
    private static final String READY = "READY ";
    private static final int SECONDS_TO_START = 120;

    private final Process process;
    private final CompletableFuture<String> endpoint = new CompletableFuture<>();

    private S3ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the server of this module and waits until it accepts requests.
     *
     * @throws IOException if it ends or does not accept requests within 120 s
     */
    public static S3ServerProcess start() throws IOException, InterruptedException {
        return start("s3-server", "io.foreshard.testing.s3.S3Server");
    }

    /**
     * Starts a server and waits until it accepts requests.
     *
     * @param module directory of the module that holds the server in target/classes and its jars in target/lib
     * @param mainClass its arguments are bucket, access key, secret key and the further ones; it prints {@code READY URL}
     * @throws IOException if it ends or does not accept requests within 120 s
     */
    public static S3ServerProcess start(String module, String mainClass, String... arguments)
            throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("foreshard.root"), module, "target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                target.resolve("classes")
                        + System.getProperty("path.separator")
                        + target.resolve("lib").resolve("*"),
                mainClass,
                BUCKET,
                ACCESS_KEY,
                SECRET_KEY));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        S3ServerProcess server = new S3ServerProcess(process);
        Thread reader = new Thread(server::readOutput, "s3-server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            server.endpoint.get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            server.close();
            throw new IOException("The S3 server did not start.", e);
        }
        setCredentials(ACCESS_KEY, SECRET_KEY);
        return server;
    }

    /** Sets the credentials of all S3 clients of this JVM, as system properties. */
    public static void setCredentials(String accessKey, String secretKey) {
        System.setProperty(ACCESS_KEY_PROPERTY, accessKey);
        System.setProperty(SECRET_KEY_PROPERTY, secretKey);
    }

    /** Clears the credentials of {@link #setCredentials}, so that the SDK searches its other sources. */
    public static void clearCredentials() {
        System.clearProperty(ACCESS_KEY_PROPERTY);
        System.clearProperty(SECRET_KEY_PROPERTY);
    }

    /** Sets the credentials that the server accepts. */
    public static void restoreCredentials() {
        setCredentials(ACCESS_KEY, SECRET_KEY);
    }

    /** Returns the URL of the server. */
    public String endpoint() {
        return endpoint.join();
    }

    /** Returns the URI of a store in the bucket. */
    public String uri(String prefix) {
        return "s3://" + BUCKET + "/" + prefix;
    }

    /** Kills the server; the credentials stay set. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
        clearCredentials();
    }

    /** Reads all output, so that the server does not block on a full pipe, and finds the line with the URL. */
    private void readOutput() {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.startsWith(READY)) {
                    endpoint.complete(line.substring(READY.length()));
                }
            }
        } catch (IOException e) {
            endpoint.completeExceptionally(e);
        }
        endpoint.completeExceptionally(new IOException("The S3 server ended: " + lines));
    }
}
