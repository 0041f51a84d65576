package dev.trainyard.uploader.store;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.net.ssl.SSLException;

/**
 * S3, as AWS and all who imitate it speak it: the dozen requests that an uploader needs, and no more
 * ({@code docs/decisions/0602} says why not by way of an SDK).
 */
public final class S3Store implements Store {
    private static final String CONTENT_TYPE = "application/octet-stream";
    private static final String JSON = "application/json";
    private static final int PRECONDITION_FAILED = 412;
    private static final SortedMap<String, String> NO_QUERY = Collections.emptySortedMap();

    /** Before the id of an upload whose parts are known by their MD5. */
    private static final String WITH_MD5 = "md5:";

    /** The key of an object that need not be there. */
    private static final String PROBE = "trainyard-probe";

    /** Who has waited in vain for an answer is not to wait as long again before it says so. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(10);

    private final S3Location at;
    private final S3Exchange exchange;
    private volatile boolean hasWorked;

    public S3Store(S3Location at, Bandwidth bandwidth) {
        this.at = at;
        this.exchange = new S3Exchange(at, Clock.systemUTC(), bandwidth);
    }

    @Override
    public void put(String key, Slice content, byte[] sha256) throws StoreException {
        var headers = fileHeaders();
        if (at.checksums()) {
            headers.put("x-amz-checksum-sha256", base64(sha256));
        } else {
            headers.put("content-md5", md5(content));
        }
        var body = new S3Exchange.Body(content.length(), Signature.hex(sha256), content::open);
        good(send("PUT", key, NO_QUERY, headers, body));
    }

    @Override
    public String begin(String key, boolean copying) throws StoreException {
        var headers = fileHeaders();
        // What a copied part's checksum is, servers do not agree on; its tag they do.
        var checksums = at.checksums() && !copying;
        if (checksums) {
            headers.put("x-amz-checksum-algorithm", "CRC32C");
        }
        var answer = good(send("POST", key, query(Map.of("uploads", "")), headers, S3Exchange.Body.NONE));
        var id = answer.xml()
                .text("UploadId")
                .orElseThrow(() -> new StoreException.Refused(
                        "the store at %s begins no upload in parts: its answer names no UploadId"
                                .formatted(at.server())));
        return checksums ? id : WITH_MD5 + id;
    }

    @Override
    public Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException {
        var headers = new TreeMap<>(Map.of("content-type", CONTENT_TYPE));
        if (hasChecksums(upload)) {
            headers.put("x-amz-checksum-crc32c", base64(crc32c));
        } else {
            headers.put("content-md5", md5(content));
        }
        // The checksum is signed as a header, so the content need not be hashed once more.
        var body = new S3Exchange.Body(content.length(), Signature.UNSIGNED, content::open);
        var query = query(Map.of("partNumber", Integer.toString(number), "uploadId", id(upload)));
        var answer = good(send("PUT", key, query, headers, body));
        return new Part(number, answer.etag().orElse(""), crc32c);
    }

    @Override
    public Optional<Part> copyPart(
            String key, String upload, int number, String from, long offset, long length, Part like)
            throws StoreException {
        var headers = Map.of(
                "x-amz-copy-source",
                Signature.encode("/" + at.bucket() + "/" + at.prefix() + from, true),
                "x-amz-copy-source-range",
                "bytes=" + offset + "-" + (offset + length - 1));
        var query = query(Map.of("partNumber", Integer.toString(number), "uploadId", id(upload)));
        var answer = send("PUT", key, query, headers, S3Exchange.Body.NONE);
        // As with completing, what goes wrong may come after a 200. A part's tag is the MD5 of its content, where it is
        // not
        // encrypted with a key; elsewhere it proves nothing, and the part is sent.
        return answer.isGood()
                ? answer.xml()
                        .text("ETag")
                        .filter(tag ->
                                tag.replace("\"", "").equals(like.receipt().replace("\"", "")))
                        .map(_ -> new Part(number, like.receipt(), like.crc32c()))
                : Optional.empty();
    }

    /** An upload is finished as it was begun, whoever finishes it. */
    private static boolean hasChecksums(String upload) {
        return !upload.startsWith(WITH_MD5);
    }

    private static String id(String upload) {
        return hasChecksums(upload) ? upload : upload.substring(WITH_MD5.length());
    }

    @Override
    public void complete(String key, String upload, List<Part> parts) throws StoreException {
        var xml = new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (var part : parts) {
            xml.append("<Part><PartNumber>")
                    .append(part.number())
                    .append("</PartNumber><ETag>")
                    .append(part.receipt()
                            .replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace("\"", "&quot;"))
                    .append("</ETag>");
            if (hasChecksums(upload)) {
                xml.append("<ChecksumCRC32C>").append(base64(part.crc32c())).append("</ChecksumCRC32C>");
            }
            xml.append("</Part>");
        }
        xml.append("</CompleteMultipartUpload>");
        var body = S3Exchange.Body.of(xml.toString().getBytes(StandardCharsets.UTF_8));
        var answer = good(send(
                "POST", key, query(Map.of("uploadId", id(upload))), Map.of("content-type", "application/xml"), body));
        // The status is sent before the parts are put together, so what goes wrong with that comes after a 200.
        if (answer.xml().text("Code").isPresent()) {
            throw exception(answer);
        }
        requireThere(key, answer.xml().text("ETag"));
    }

    /**
     * A server that is still at it, or was killed at it, may say yes to whoever asks again (versitygw 1.8 does); and a
     * manifest must not name what is not there.
     */
    private void requireThere(String key, Optional<String> said) throws StoreException {
        var answer = send("HEAD", key, NO_QUERY, Map.of(), S3Exchange.Body.NONE);
        if (answer.status() != 404) {
            good(answer);
        }
        var there = answer.isGood()
                && said.map(S3Store::unquoted).equals(answer.etag().map(S3Store::unquoted));
        if (!there && (!answer.isGood() || said.isPresent())) {
            throw new StoreException.NotThere("the store at %s says that it has put %s together, and it is not there"
                    .formatted(at.server(), key));
        }
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    @Override
    public boolean holds(String key, List<Part> parts) throws StoreException {
        var answer = send("HEAD", key, NO_QUERY, Map.of(), S3Exchange.Body.NONE);
        return answer.isGood() && answer.etag().equals(etag(parts));
    }

    /** What S3 calls an object of these parts, each of which it called by the MD5 of its content. */
    private static Optional<String> etag(List<Part> parts) {
        var md5 = digest("MD5");
        for (var part : parts) {
            var receipt = part.receipt().replace("\"", "");
            if (!receipt.matches("[0-9a-f]{32}")) {
                return Optional.empty();
            }
            md5.update(HexFormat.of().parseHex(receipt));
        }
        return Optional.of("\"" + Signature.hex(md5.digest()) + "-" + parts.size() + "\"");
    }

    @Override
    public void abort(String key, String upload) throws StoreException {
        try {
            good(send("DELETE", key, query(Map.of("uploadId", id(upload))), Map.of(), S3Exchange.Body.NONE));
        } catch (StoreException.UnknownUpload e) {
            // That is what was wanted.
        }
    }

    @Override
    public List<Begun> begun(String prefix) throws StoreException {
        var begun = new ArrayList<Begun>();
        var query = query(Map.of("uploads", "", "prefix", at.prefix() + prefix));
        while (true) {
            var answer = ask(new S3Exchange.Request("GET", "", query, Map.of(), S3Exchange.Body.NONE));
            var page = Xml.of(good(answer).bytes(), "Upload");
            for (var upload : page.groups()) {
                var key = upload.getOrDefault("Key", "");
                // Not every server heeds the prefix.
                if (key.startsWith(at.prefix() + prefix)) {
                    begun.add(new Begun(key.substring(at.prefix().length()), upload.getOrDefault("UploadId", "")));
                }
            }
            if (!page.text("IsTruncated").equals(Optional.of("true"))) {
                return begun;
            }
            query.put("key-marker", page.text("NextKeyMarker").orElse(""));
            query.put("upload-id-marker", page.text("NextUploadIdMarker").orElse(""));
        }
    }

    @Override
    public Optional<Versioned> read(String key) throws StoreException {
        var answer = send("GET", key, NO_QUERY, Map.of(), S3Exchange.Body.NONE);
        if (isNoSuchKey(answer)) {
            return Optional.empty();
        }
        good(answer);
        return Optional.of(new Versioned(answer.text(), answer.etag().orElse("")));
    }

    @Override
    public boolean fetch(String key, long from, OutputStream to) throws StoreException {
        var headers = from == 0 ? Map.<String, String>of() : Map.of("range", "bytes=" + from + "-");
        var request = new S3Exchange.Request("GET", at.prefix() + key, NO_QUERY, headers, S3Exchange.Body.NONE);
        try {
            var answer = exchange.send(request, at.keys().get(), connection -> HttpAnswer.of(connection, from, to));
            if (isNoSuchKey(answer)) {
                return false;
            }
            good(answer);
            return true;
        } catch (IOException e) {
            throw unanswered(e);
        }
    }

    private static boolean isNoSuchKey(HttpAnswer answer) {
        return answer.status() == 404 && answer.xml().text("Code").equals(Optional.of("NoSuchKey"));
    }

    @Override
    public void delete(String key) throws StoreException {
        var answer = send("DELETE", key, NO_QUERY, Map.of(), S3Exchange.Body.NONE);
        if (!isNoSuchKey(answer)) {
            good(answer);
        }
    }

    @Override
    public boolean create(String key, byte[] content) throws StoreException {
        return putIf(key, content, "if-none-match", "*");
    }

    @Override
    public boolean replace(String key, byte[] content, String version) throws StoreException {
        return putIf(key, content, "if-match", version);
    }

    private boolean putIf(String key, byte[] content, String condition, String value) throws StoreException {
        var headers = new TreeMap<>(at.objectHeaders());
        headers.put("content-type", JSON);
        headers.put(condition, value);
        if (at.checksums()) {
            headers.put("x-amz-checksum-sha256", base64(Signature.sha256(content)));
        } else {
            headers.put("content-md5", base64(digest("MD5").digest(content)));
        }
        var answer = send("PUT", key, NO_QUERY, headers, S3Exchange.Body.of(content));
        if (answer.status() == PRECONDITION_FAILED) {
            return false;
        }
        good(answer);
        return true;
    }

    @Override
    public void close() {
        // The JDK closes the connections that it keeps when they have been idle for a while.
    }

    private Map<String, String> fileHeaders() {
        var headers = new TreeMap<>(at.objectHeaders());
        headers.put("content-type", CONTENT_TYPE);
        at.storageClass().ifPresent(name -> headers.put("x-amz-storage-class", name));
        return headers;
    }

    private static SortedMap<String, String> query(Map<String, String> query) {
        return new TreeMap<>(query);
    }

    private HttpAnswer send(
            String method,
            String key,
            SortedMap<String, String> query,
            Map<String, String> headers,
            S3Exchange.Body body)
            throws StoreException {
        return ask(new S3Exchange.Request(method, at.prefix() + key, query, headers, body));
    }

    private HttpAnswer ask(S3Exchange.Request request) throws StoreException {
        try {
            return exchange.send(request, at.keys().get());
        } catch (IOException e) {
            throw unanswered(e);
        }
    }

    private HttpAnswer good(HttpAnswer answer) throws StoreException {
        if (!answer.isGood()) {
            throw exception(answer);
        }
        hasWorked = true;
        return answer;
    }

    private StoreException exception(HttpAnswer answer) throws StoreException {
        return S3Answer.of(answer).toException(at, asker());
    }

    private S3Answer.Asker asker() throws StoreException {
        return new S3Answer.Asker(
                at.keys().get().accessKeyId(), at.keys().place(), at.keys().renews(), hasWorked);
    }

    private StoreException unanswered(IOException e) throws StoreException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Slice.TruncatedException truncated -> {
                    return new StoreException.ContentChanged(
                            "the file became shorter while it was read: " + truncated.getMessage(), e);
                }
                case java.nio.file.FileSystemException file -> {
                    return new StoreException.ContentChanged("the file went away while it was read: " + file, e);
                }
                case CertificateException untrusted -> {
                    return new StoreException.Refused(
                            "the certificate of %s is not trusted: %s".formatted(at.server(), untrusted.getMessage()),
                            e);
                }
                case UnknownHostException unknown -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached: no such host \"%s\"; if it is misspelt, correct spec.endpoint of the ArtifactStore"
                                    .formatted(at.server(), unknown.getMessage()),
                            e);
                }
                case ConnectException refused -> {
                    return new StoreException.Unavailable(
                            "the store at %s cannot be reached: %s".formatted(at.server(), refused.getMessage()), e);
                }
                case SSLException tls
                when "Unsupported or unrecognized SSL message".equals(tls.getMessage()) -> {
                    return new StoreException.Refused(
                            "%s speaks no TLS: correct spec.endpoint of the ArtifactStore".formatted(at.server()), e);
                }
                default -> {}
            }
        }
        return probe().orElseGet(() -> new StoreException.Unavailable(
                "the store at %s does not answer: %s".formatted(at.server(), e.getMessage()), e));
    }

    /**
     * A server that says no before it has read what it is sent may close the connection, and its answer is lost. Asked
     * for something small, it says it again.
     */
    private Optional<StoreException> probe() throws StoreException {
        try {
            var answer = exchange.send(
                    new S3Exchange.Request("GET", at.prefix() + PROBE, NO_QUERY, Map.of(), S3Exchange.Body.NONE),
                    at.keys().get(),
                    PROBE_PATIENCE);
            return answer.isGood() ? Optional.empty() : S3Answer.of(answer).certain(at, asker());
        } catch (IOException e) {
            // As silent as before.
            return Optional.empty();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64(int crc) {
        return base64(ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }

    private static String md5(Slice content) throws StoreException {
        var md5 = digest("MD5");
        try {
            content.digest(md5::update);
        } catch (IOException e) {
            throw new StoreException.ContentChanged("the file went away while it was read: " + e, e);
        }
        return base64(md5.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + algorithm, e);
        }
    }
}
