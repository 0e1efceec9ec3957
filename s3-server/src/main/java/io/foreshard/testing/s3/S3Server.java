package io.foreshard.testing.s3;

import java.io.OutputStream;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * An S3 server that exits at the end of its standard input.
 *
 * <p>Arguments: bucket, access key, secret key, and a directory for an unchanged S3Proxy that keeps its objects in files. Without a directory objects
 * are in memory and replacements are serialised, as in S3. It prints {@code READY http://127.0.0.1:PORT} when it accepts requests. The process that started
 * it holds the other end of its standard input, so it never outlives that process.
 */
public final class S3Server {
    private static final String HOST = "127.0.0.1";

    private S3Server() {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3 || arguments.length > 4) {
            throw new IllegalArgumentException("Arguments: bucket, access key, secret key[, directory].");
        }
        BlobStore objects = arguments.length == 4
                ? new FilesystemNio2BlobStore(arguments[3])
                : new CompareAndSetStore(new TransientNio2BlobStore());
        objects.createContainer(arguments[0]);
        S3Proxy server = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://" + HOST + ":0"))
                .awsAuthentication(AuthenticationType.AWS_V4, arguments[1], arguments[2])
                .build();
        server.start();
        System.out.println("READY http://" + HOST + ":" + server.getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
