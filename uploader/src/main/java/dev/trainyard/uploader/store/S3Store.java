package dev.trainyard.uploader.store;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * S3, as AWS and all who imitate it speak it: the dozen requests that an uploader needs, and no more
 * ({@code docs/decisions/0602} says why not by way of an SDK).
 */
public final class S3Store implements Store {
    private static final String CONTENT_TYPE = "application/octet-stream";
    private static final String JSON = "application/json";
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final SortedMap<String, String> NO_QUERY = Collections.emptySortedMap();

    /** Before the id of an upload whose parts are known by their MD5. */
    private static final String WITH_MD5 = "md5:";

    private final S3Location at;
    private final S3Requests requests;

    /** Small objects that are there: who may not read one of these has not the right to. */
    private final Set<String> there = ConcurrentHashMap.newKeySet();

    public S3Store(S3Location at, Bandwidth bandwidth) {
        this.at = at;
        this.requests = new S3Requests(at, bandwidth);
    }

    @Override
    public void put(String key, Slice content, byte[] sha256) throws StoreException {
        var headers = fileHeaders();
        if (at.checksums()) {
            headers.put("x-amz-checksum-sha256", Checksums.base64(sha256));
        } else {
            headers.put("content-md5", Checksums.md5(content));
        }
        var body = new S3Exchange.Body(content.length(), Signature.hex(sha256), content::open);
        requests.tagged(requests.good(requests.send("PUT", key, NO_QUERY, headers, body), Optional.of(key)));
    }

    @Override
    public String begin(String key, boolean copying) throws StoreException {
        var headers = fileHeaders();
        // What a copied part's checksum is, servers do not agree on; its tag they do.
        var checksums = at.checksums() && !copying;
        if (checksums) {
            headers.put("x-amz-checksum-algorithm", "CRC32C");
        }
        var answer = requests.good(
                requests.send("POST", key, query(Map.of("uploads", "")), headers, S3Exchange.Body.NONE),
                Optional.of(key));
        var id = answer.xml()
                .text("UploadId")
                .orElseThrow(() -> new StoreException.Unavailable(
                        "the store at %s began no upload in parts: its answer names no UploadId"
                                .formatted(at.server())));
        return checksums ? id : WITH_MD5 + id;
    }

    @Override
    public Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException {
        var headers = new TreeMap<>(Map.of("content-type", CONTENT_TYPE));
        if (hasChecksums(upload)) {
            headers.put("x-amz-checksum-crc32c", Checksums.base64(crc32c));
        } else {
            headers.put("content-md5", Checksums.md5(content));
        }
        // The checksum is signed as a header, so the content need not be hashed once more.
        var body = new S3Exchange.Body(content.length(), Signature.UNSIGNED, content::open);
        var query = query(Map.of("partNumber", Integer.toString(number), "uploadId", id(upload)));
        var answer = requests.tagged(requests.good(requests.send("PUT", key, query, headers, body), Optional.of(key)));
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
        var answer = requests.send("PUT", key, query, headers, S3Exchange.Body.NONE);
        // As with completing, what goes wrong may come after a 200. A part's tag is the MD5 of its content, unless a
        // key
        // of KMS encrypts it; then it proves nothing, and the part is sent.
        return answer.isGood()
                ? answer.xml()
                        .text("ETag")
                        .filter(tag -> Assembled.unquoted(tag).equals(Assembled.unquoted(like.receipt())))
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

    /**
     * The status is sent before the parts are put together, so what goes wrong with that comes after a 200, and so may
     * the end of the connection. What is there proves that it went well.
     */
    @Override
    public void complete(String key, String upload, List<Part> parts, long size) throws StoreException {
        var body = S3Exchange.Body.of(completion(upload, parts).getBytes(StandardCharsets.UTF_8));
        var answer = requests.good(
                requests.send(
                        "POST",
                        key,
                        query(Map.of("uploadId", id(upload))),
                        Map.of("content-type", "application/xml"),
                        body),
                Optional.of(key));
        var xml = answer.xml();
        if (xml.text("Code").isPresent()) {
            throw requests.refusal(answer, Optional.of(key));
        }
        if (!isThere(key, new Assembled(parts, size), xml.text("ETag"))) {
            throw new StoreException.NotThere(
                    "the store at %s says that it has put %s together, and it does not hold what was sent"
                            .formatted(at.server(), key));
        }
    }

    private static String completion(String upload, List<Part> parts) {
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
                xml.append("<ChecksumCRC32C>")
                        .append(Checksums.base64(part.crc32c()))
                        .append("</ChecksumCRC32C>");
            }
            xml.append("</Part>");
        }
        return xml.append("</CompleteMultipartUpload>").toString();
    }

    @Override
    public boolean holds(String key, List<Part> parts, long size) throws StoreException {
        return isThere(key, new Assembled(parts, size), Optional.empty());
    }

    /**
     * @param said the tag that the store gave when it put the parts together; without it, a refusal may mean that there
     *     is nothing
     */
    private boolean isThere(String key, Assembled object, Optional<String> said) throws StoreException {
        var head = requests.head(key);
        if (head.status() == NOT_FOUND || (said.isEmpty() && isDenied(head))) {
            return false;
        }
        return object.is(Assembled.Held.of(requests.good(head)), said);
    }

    @Override
    public void abort(String key, String upload) throws StoreException {
        try {
            requests.good(requests.send(
                    "DELETE", key, query(Map.of("uploadId", id(upload))), Map.of(), S3Exchange.Body.NONE));
        } catch (StoreException.UnknownUpload e) {
            // That is what was wanted.
        }
    }

    @Override
    public List<Begun> begun(String prefix) throws StoreException {
        var begun = new ArrayList<Begun>();
        var query = query(Map.of("uploads", "", "prefix", at.prefix() + prefix));
        while (true) {
            var answer = requests.ask(new S3Exchange.Request("GET", "", query, Map.of(), S3Exchange.Body.NONE));
            var page = Xml.of(requests.good(answer).bytes(), "Upload");
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
        var answer = requests.get(key, Map.of(), HttpAnswer::of);
        if (isMissing(key, answer)) {
            return Optional.empty();
        }
        requests.tagged(requests.good(answer));
        return Optional.of(new Versioned(answer.text(), answer.etag().orElse("")));
    }

    @Override
    public boolean fetch(String key, long from, OutputStream to) throws StoreException {
        var headers = from == 0 ? Map.<String, String>of() : Map.of("range", "bytes=" + from + "-");
        var answer = requests.get(key, headers, connection -> HttpAnswer.of(connection, from, to));
        if (isMissing(key, answer)) {
            return false;
        }
        requests.good(answer);
        return true;
    }

    /**
     * Whether there is no such object. Who may not list the bucket is told "access denied" of what is not there: then
     * the object counts as missing, unless it is known to be there. One that is there all the same is met when it is to
     * be {@linkplain #create created}.
     */
    private boolean isMissing(String key, HttpAnswer answer) throws StoreException {
        return isNoSuchKey(answer) || (isDenied(answer) && !there.contains(key) && !requests.tellsWhatIsMissing());
    }

    private static boolean isNoSuchKey(HttpAnswer answer) {
        return answer.status() == NOT_FOUND && answer.xml().text("Code").equals(Optional.of("NoSuchKey"));
    }

    private static boolean isDenied(HttpAnswer answer) {
        return answer.status() == FORBIDDEN && answer.xml().text("Code").equals(Optional.of("AccessDenied"));
    }

    @Override
    public void delete(String key) throws StoreException {
        var answer = requests.send("DELETE", key, NO_QUERY, Map.of(), S3Exchange.Body.NONE);
        if (!isNoSuchKey(answer)) {
            requests.good(answer);
        }
        there.remove(key);
    }

    @Override
    public boolean create(String key, byte[] content) throws StoreException {
        var created = putIf(key, content, "if-none-match", "*");
        there.add(key);
        return created;
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
            headers.put("x-amz-checksum-sha256", Checksums.base64(Signature.sha256(content)));
        } else {
            headers.put("content-md5", Checksums.base64(Checksums.md5().digest(content)));
        }
        var answer = requests.send("PUT", key, NO_QUERY, headers, S3Exchange.Body.of(content));
        // To replace what has been removed meanwhile is "not found" on AWS.
        if (answer.status() == PRECONDITION_FAILED || isNoSuchKey(answer)) {
            return false;
        }
        requests.tagged(requests.good(answer));
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
}
