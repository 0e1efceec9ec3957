package io.foreshard.store.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's default credentials. Throws {@link Missing} if there are none, where the SDK throws the type it also uses for a silent store. */
final class S3Credentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private final DefaultCredentialsProvider chain =
            DefaultCredentialsProvider.builder().build();

    /** The SDK found credentials in none of its sources. */
    static final class Missing extends SdkClientException {
        private static final long serialVersionUID = 1L;

        private Missing(SdkClientException cause) {
            super(builder().message("No credentials were found.").cause(cause));
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return chain.resolveCredentials();
        } catch (AbortedException e) {
            throw e; // an interrupt does not mean that credentials are missing
        } catch (SdkClientException e) {
            throw new Missing(e);
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
