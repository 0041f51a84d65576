package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.S3Answer.Asker;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3AnswerTest {
    private static final S3Location STORE = new S3Location(
            "artifacts",
            "",
            Optional.of(URI.create("http://store:9000")),
            "eu-central-1",
            true,
            true,
            new FixedKeys(new Credentials("key", "hidden", Optional.empty())),
            Map.of(),
            Optional.empty(),
            Network.DIRECT);

    private static final Asker FIXED = new Asker("key", "the store's Secret", false, true);

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket, Refused, create it",
        "400, InvalidBucketName, Refused, spec.url",
        "403, InvalidAccessKeyId, Refused, AWS_ACCESS_KEY_ID",
        "403, SignatureDoesNotMatch, Refused, AWS_SECRET_ACCESS_KEY",
        "403, AccessDenied, Refused, s3:PutObject",
        "403, '', Refused, may not write",
        "400, ExpiredToken, Refused, AWS_SESSION_TOKEN",
        "301, PermanentRedirect, Refused, spec.region",
        "400, AuthorizationHeaderMalformed, Refused, eu-central-1",
        "501, NotImplemented, Refused, TRAINYARD_STORE_CHECKSUMS=md5",
        "400, InvalidArgument, Refused, asking again would not help",
        "404, '', Refused, spec.endpoint",
        "302, '', Refused, spec.endpoint",
        "400, BadDigest, ContentChanged, 400",
        "400, XAmzContentSHA256Mismatch, ContentChanged, 400",
        "404, NoSuchUpload, UnknownUpload, 404",
        "503, SlowDown, Unavailable, 503",
        "500, InternalError, Unavailable, 500",
        "400, RequestTimeout, Unavailable, 400",
        "409, ConditionalRequestConflict, Unavailable, 409",
        "429, TooManyRequests, Unavailable, 429",
        "502, '', Unavailable, 502",
        "400, Throttling, Unavailable, 400",
        "400, ThrottlingException, Unavailable, 400",
        "403, RequestLimitExceeded, Unavailable, 403",
        "403, SlowDown, Unavailable, 403",
        "200, InternalError, Unavailable, 200",
        "200, AccessDenied, Refused, s3:PutObject",
        "400, InvalidStorageClass, Refused, spec.storageClass",
        "400, KMS.NotFoundException, Refused, spec.kmsKey",
        "400, InvalidTag, Refused, spec.tags",
    })
    void saysWhatItMeans(int status, String code, String meaning, String sentence) {
        var exception = new S3Answer(status, code, "").toException(STORE, FIXED, Optional.empty());
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
        assertThat(exception).hasMessageContaining(sentence).hasMessageNotContaining("hidden");
    }

    /** Of one object, what the store does not explain otherwise is its own affair; of the whole, it is the end. */
    @ParameterizedTest
    @CsvSource({
        "400, KeyTooLongError, RefusedObject",
        "400, InvalidArgument, RefusedObject",
        "400, EntityTooLarge, RefusedObject",
        "400, '', RefusedObject",
        "409, ObjectParentIsFile, RefusedObject",
        "409, ExistingObjectIsDirectory, RefusedObject",
        "400, XMinioParentIsObject, RefusedObject",
        "414, '', RefusedObject",
        "404, '', RefusedObject",
        "404, NoSuchBucket, Refused",
        "403, AccessDenied, Refused",
        "301, PermanentRedirect, Refused",
        "400, InvalidStorageClass, Refused",
        "403, SignatureDoesNotMatch, Refused",
        "501, NotImplemented, Refused",
        "409, OperationAborted, Unavailable",
        "500, InternalError, Unavailable",
    })
    void tellsAnObjectFromTheWhole(int status, String code, String meaning) {
        var exception = new S3Answer(status, code, "").toException(STORE, FIXED, Optional.of("a/name"));
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
        if (exception instanceof StoreException.RefusedObject refused) {
            assertThat(refused).hasMessageContaining("does not take \"a/name\": " + status);
            assertThat(refused.reason()).startsWith("the store does not take it: " + status);
        }
    }

    /** It cannot be told whether it is one; a page that is not found need not be of a store. */
    @Test
    void blamesNoObjectForAServerThatHasNeverAnswered() {
        var stranger = new Asker("key", "the store's Secret", false, false);
        assertThat(new S3Answer(404, "", "").toException(STORE, stranger, Optional.of("a/name")))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("spec.endpoint");
    }

    @Test
    void waitsForAClockThatWasRight() {
        var skewed = new S3Answer(403, "RequestTimeTooSkewed", "");
        assertThat(skewed.toException(STORE, FIXED, Optional.empty())).isInstanceOf(StoreException.Unavailable.class);
        var stranger = new Asker("key", "the store's Secret", false, false);
        assertThat(skewed.toException(STORE, stranger, Optional.empty()))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("clock");
    }

    @Test
    void saysWhatTheServerSaid() {
        assertThat(new S3Answer(400, "EntityTooLarge", "5 GiB is the limit")
                        .toException(STORE, FIXED, Optional.empty()))
                .hasMessage(
                        "the store at http://store:9000 answered 400 (EntityTooLarge 5 GiB is the limit); asking again would not help");
    }

    @ParameterizedTest
    @CsvSource({
        "ExpiredToken, false, Unavailable",
        "ExpiredToken, true, Unavailable",
        "InvalidAccessKeyId, true, Unavailable",
        "InvalidAccessKeyId, false, Refused",
        "SignatureDoesNotMatch, true, Unavailable",
        "AccessDenied, true, Refused",
    })
    void waitsForTheNextKeyWhereOneIsExpected(String code, boolean hasWorked, String meaning) {
        var asker = new Asker("key", "the store's Secret", true, hasWorked);
        var exception = new S3Answer(403, code, "").toException(STORE, asker, Optional.empty());
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
    }
}
