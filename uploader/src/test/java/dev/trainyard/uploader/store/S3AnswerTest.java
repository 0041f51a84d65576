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
            Optional.empty());

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
        "403, RequestTimeTooSkewed, Refused, clock",
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
    })
    void saysWhatItMeans(int status, String code, String meaning, String sentence) {
        var exception = new S3Answer(status, code, "").toException(STORE, FIXED);
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
        assertThat(exception).hasMessageContaining(sentence).hasMessageNotContaining("hidden");
    }

    @Test
    void saysWhatTheServerSaid() {
        assertThat(new S3Answer(400, "EntityTooLarge", "5 GiB is the limit").toException(STORE, FIXED))
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
        var exception = new S3Answer(403, code, "").toException(STORE, asker);
        assertThat(exception.getClass().getSimpleName()).isEqualTo(meaning);
    }
}
