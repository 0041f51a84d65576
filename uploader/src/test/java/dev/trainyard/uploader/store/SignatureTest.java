package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the S3 API reference ("Signature Calculations for the Authorization Header"). */
class SignatureTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Credentials KEYS =
            new Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Optional.empty());
    private static final Signature SIGNATURE = new Signature(KEYS, "us-east-1", Instant.parse("2013-05-24T00:00:00Z"));
    private static final String HOST = "examplebucket.s3.amazonaws.com";

    @Test
    void signsAGet() {
        var signed = SIGNATURE.sign(
                "GET", "/test.txt", Collections.emptySortedMap(), Map.of("host", HOST, "range", "bytes=0-9"), EMPTY);
        assertThat(signed)
                .containsEntry("x-amz-date", "20130524T000000Z")
                .containsEntry(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsAPutOfAnOddName() {
        var signed = SIGNATURE.sign(
                "PUT",
                "/" + Signature.encode("test$file.text", true),
                Collections.emptySortedMap(),
                Map.of(
                        "host", HOST,
                        "date", "Fri, 24 May 2013 00:00:00 GMT",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY"),
                Signature.hex(Signature.sha256("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8))));
        assertThat(signed.get("authorization"))
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void signsQueries() {
        var flag = SIGNATURE.sign("GET", "/", new TreeMap<>(Map.of("lifecycle", "")), Map.of("host", HOST), EMPTY);
        assertThat(flag.get("authorization"))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        var list = SIGNATURE.sign(
                "GET", "/", new TreeMap<>(Map.of("prefix", "J", "max-keys", "2")), Map.of("host", HOST), EMPTY);
        assertThat(list.get("authorization"))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void signsTheTokenOfAPassingKey() {
        var passing = new Credentials(KEYS.accessKeyId(), KEYS.secretAccessKey(), Optional.of("session"));
        var signed = new Signature(passing, "us-east-1", Instant.parse("2013-05-24T00:00:00.5Z"))
                .sign("GET", "/", Collections.emptySortedMap(), Map.of("host", HOST), EMPTY);
        assertThat(signed).containsEntry("x-amz-security-token", "session");
        assertThat(signed.get("authorization")).contains(";x-amz-security-token,");
    }

    /** RFC 4231, test cases 2 and 6: a key that is shorter than a block, and one that is longer. */
    @Test
    void authenticatesAsRfc4231Says() {
        assertThat(Signature.hex(Signature.hmac(
                        "Jefe".getBytes(StandardCharsets.US_ASCII),
                        "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(Signature.hex(Signature.hmac(
                        HexFormat.of().parseHex("aa".repeat(131)),
                        "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @ParameterizedTest
    @CsvSource({
        "a b+c, a%20b%2Bc, a%20b%2Bc",
        "a/b, a/b, a%2Fb",
        "ü, %C3%BC, %C3%BC",
        "-._~, -._~, -._~",
        "*'()!, %2A%27%28%29%21, %2A%27%28%29%21"
    })
    void encodesAsRfc3986Says(String text, String path, String value) {
        assertThat(Signature.encode(text, true)).isEqualTo(path);
        assertThat(Signature.encode(text, false)).isEqualTo(value);
    }
}
