package io.foreshard.testing.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * A blob store that serialises {@code If-Match} writes, as S3 does. Thread-safe.
 *
 * <p>S3Proxy compares and then writes without a lock: of two writers that expect the same version both would succeed.
 */
final class CompareAndSetStore extends ForwardingBlobStore {
    CompareAndSetStore(BlobStore store) {
        super(store);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        if (request.ifMatch() == null) {
            return super.putBlob(request, body);
        }
        byte[] content;
        try {
            content = body.readAllBytes(); // a slow client must not hold the lock
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            String version = blobMetadata(request.bucket(), request.key()).eTag();
            if (!unquoted(version).equals(unquoted(request.ifMatch()))) {
                throw S3Exceptions.preconditionFailed(null);
            }
            return super.putBlob(request, new ByteArrayInputStream(content));
        }
    }

    private static String unquoted(String version) {
        return version.replace("\"", "");
    }
}
