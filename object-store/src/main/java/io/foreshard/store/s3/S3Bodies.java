package io.foreshard.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Bodies of requests and answers without extra copies. */
final class S3Bodies {
    private S3Bodies() {}

    /** Returns a body that reads a heap buffer in place; other buffers are copied once. */
    static RequestBody of(ByteBuffer content) {
        if (!content.hasArray()) {
            return RequestBody.fromRemainingByteBuffer(content);
        }
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(
                        content.array(), content.arrayOffset() + content.position(), content.remaining()),
                content.remaining(),
                "application/octet-stream");
    }

    /** Returns the range, or an empty array if the answer is another range. */
    static byte[] range(GetObjectResponse response, InputStream body, long offset, int length) {
        String range = String.valueOf(response.contentRange());
        if (!range.startsWith("bytes " + offset + "-")) {
            return new byte[0];
        }
        try {
            byte[] content = new byte[length];
            return body.readNBytes(content, 0, length) == length ? content : new byte[0];
        } catch (IOException e) {
            throw RetryableException.create("The connection was closed in the middle of the answer.", e);
        }
    }
}
