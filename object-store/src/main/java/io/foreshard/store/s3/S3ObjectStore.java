package io.foreshard.store.s3;

import io.foreshard.store.ListedObject;
import io.foreshard.store.ListedPage;
import io.foreshard.store.ObjectNames;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStoreException.Reason;
import io.foreshard.store.VersionedObject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * An object store in a bucket of S3 or of a compatible service. It needs conditional writes ({@code If-None-Match}, {@code If-Match}); the version of
 * an object is its ETag. An object is written with one request, as S3 allows up to 5 GiB: there are no multipart uploads, hence no unfinished ones.
 *
 * <p>Each call sends its requests once. A repeated write may be refused because the first one was executed and its answer lost; the guard then compares the content.
 */
final class S3ObjectStore implements ObjectStore {
    private static final String ANY = "*";
    /** Limit of S3 for one request. */
    private static final int MAX_DELETED_AT_ONCE = 1_000;

    private final S3Location location;
    private final S3Client client;
    private final S3Encryption encryption;
    /** The SDK checks the content of a whole object only if the request asks for its checksum; null asks for none. */
    private final ChecksumMode checksumMode;

    S3ObjectStore(S3Location location, S3Client client, S3Options options) {
        this.location = location;
        this.client = client;
        this.encryption = options.encryption();
        this.checksumMode = options.fewResponseChecksums() ? null : ChecksumMode.ENABLED;
    }

    @Override
    public void put(String name, ByteBuffer content) throws ObjectStoreException {
        String key = location.key(name);
        try {
            write(key, content, request -> request.ifNoneMatch(ANY));
        } catch (SdkException e) {
            if (S3Failures.isPreconditionFailed(e)) {
                throw new ObjectStoreException(Reason.ALREADY_EXISTS, "An object " + name + " exists already.", e);
            }
            throw S3Failures.of(e, "stored", name);
        }
    }

    @Override
    public ByteBuffer get(String name, long offset, int length) throws ObjectStoreException {
        String key = location.key(name);
        try {
            if (length == 0) {
                head(key); // S3 has no empty range
                return ByteBuffer.allocate(0);
            }
            byte[] content = client.getObject(
                    request -> request.bucket(location.bucket())
                            .key(key)
                            .range("bytes=" + offset + "-" + (offset + length - 1)),
                    (response, body) -> S3Bodies.range(response, body, offset, length));
            if (content.length == length) {
                return ByteBuffer.wrap(content);
            }
        } catch (SdkException e) {
            throw S3Failures.of(e, "read", name);
        }
        throw new ObjectStoreException(
                Reason.CORRUPT, "The object " + name + " ends before byte " + (offset + length) + ".", null);
    }

    @Override
    public VersionedObject read(String name) throws ObjectStoreException {
        String key = location.key(name);
        try {
            ResponseBytes<GetObjectResponse> read = client.getObject(
                    request -> request.bucket(location.bucket()).key(key).checksumMode(checksumMode),
                    ResponseTransformer.toBytes());
            return new VersionedObject(
                    ByteBuffer.wrap(read.asByteArrayUnsafe()), read.response().eTag());
        } catch (SdkException e) {
            throw S3Failures.of(e, "read", name);
        }
    }

    @Override
    public String replace(String name, ByteBuffer content, String expectedVersion) throws ObjectStoreException {
        String key = location.key(name);
        try {
            return write(
                    key,
                    content,
                    request -> expectedVersion == null ? request.ifNoneMatch(ANY) : request.ifMatch(expectedVersion));
        } catch (SdkException e) {
            // S3 answers If-Match on a missing object with 404.
            if (S3Failures.isPreconditionFailed(e) || expectedVersion != null && S3Failures.isAbsent(e)) {
                throw new ObjectStoreException(
                        Reason.CONFLICT, "The object " + name + " was changed by another writer.", e);
            }
            throw S3Failures.of(e, "replaced", name);
        }
    }

    @Override
    public void delete(Collection<String> names) throws ObjectStoreException {
        List<ObjectIdentifier> keys = names.stream()
                .map(name -> ObjectIdentifier.builder().key(location.key(name)).build())
                .toList();
        for (int from = 0; from < keys.size(); from += MAX_DELETED_AT_ONCE) {
            List<ObjectIdentifier> batch = keys.subList(from, Math.min(from + MAX_DELETED_AT_ONCE, keys.size()));
            Delete delete = Delete.builder().objects(batch).quiet(true).build();
            List<S3Error> errors;
            try {
                errors = client.deleteObjects(
                                request -> request.bucket(location.bucket()).delete(delete))
                        .errors();
            } catch (SdkException e) {
                throw S3Failures.of(e, "deleted", name(batch.get(0).key()));
            }
            if (!errors.isEmpty()) {
                throw S3Failures.of(errors.get(0), "deleted", name(errors.get(0).key()));
            }
        }
    }

    @Override
    public ListedPage listPage(String prefix, String position) throws ObjectStoreException {
        try {
            ListObjectsV2Response page = client.listObjectsV2(request -> request.bucket(location.bucket())
                    .prefix(location.prefix() + prefix)
                    .continuationToken(position));
            List<ListedObject> objects = page.contents().stream()
                    .filter(object -> ObjectNames.allows(name(object.key())))
                    .map(object -> new ListedObject(
                            name(object.key()),
                            object.size(),
                            object.lastModified().toEpochMilli()))
                    .toList();
            boolean truncated = Boolean.TRUE.equals(page.isTruncated());
            if (truncated && page.nextContinuationToken() == null) {
                throw new ObjectStoreException(
                        Reason.CORRUPT,
                        "The listing of " + prefix + " ends early: S3 sent no continuation token.",
                        null);
            }
            return new ListedPage(objects, truncated ? page.nextContinuationToken() : null);
        } catch (SdkException e) {
            throw S3Failures.of(e, "listed", prefix);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return location.toString();
    }

    /** Writes an object and returns its version. */
    private String write(String key, ByteBuffer content, UnaryOperator<PutObjectRequest.Builder> condition) {
        PutObjectRequest request = condition
                .apply(encryption.addTo(
                        PutObjectRequest.builder().bucket(location.bucket()).key(key)))
                .build();
        return client.putObject(request, S3Bodies.of(content.duplicate())).eTag();
    }

    private void head(String key) {
        client.headObject(request -> request.bucket(location.bucket()).key(key));
    }

    private String name(String key) {
        return key.substring(location.prefix().length());
    }
}
