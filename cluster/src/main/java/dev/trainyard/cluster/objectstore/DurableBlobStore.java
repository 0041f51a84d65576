package dev.trainyard.cluster.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.AbstractNio2BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A write that was answered is on disk, power loss included. s3proxy's file store never syncs: after a power loss it
 * could hold an empty manifest that nobody wrote, and {@code If-None-Match} would keep the real one out for ever. So a
 * put goes to a file aside, is synced, and only then takes its key. Deletions are not synced.
 */
final class DurableBlobStore extends ForwardingBlobStore {
    /** A hidden folder beside the buckets: on the same file system, and no name that a bucket can have. */
    static final String INCOMING = ".incoming";

    private static final String STAGED = "put";

    private final Path root;
    private final BlobStore staging;

    private DurableBlobStore(Path root, BlobStore staging) {
        super(new FilesystemNio2BlobStore(root.toString()));
        this.root = root;
        this.staging = staging;
    }

    /** Opens the store; puts that an earlier process did not finish are dropped, nobody was told of them. */
    static DurableBlobStore open(Path root) throws IOException {
        var incoming = Files.createDirectories(root.resolve(INCOMING).resolve(STAGED));
        try (var unfinished = Files.newDirectoryStream(incoming)) {
            for (var file : unfinished) {
                Files.delete(file);
            }
        }
        return new DurableBlobStore(
                root, new FilesystemNio2BlobStore(root.resolve(INCOMING).toString()));
    }

    @Override
    public ListBucketsResponse list() {
        var all = super.list();
        return all.toBuilder()
                .buckets(all.buckets().stream()
                        .filter(bucket -> !bucket.name().startsWith("."))
                        .toList())
                .build();
    }

    @Override
    public CreateBucketResponse createContainer(CreateBucketRequest request) {
        var created = super.createContainer(request);
        if (request.acl() != BucketCannedACL.PUBLIC_READ) {
            // The umask decides otherwise, and mostly for everybody.
            setContainerAccess(request.bucket(), BucketCannedACL.PRIVATE);
        }
        sync(root);
        return created;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        var bucket = root.resolve(request.bucket());
        var target = bucket.resolve(request.key());
        requirePlace(bucket, request.key());
        if (!isPlain(request.key(), bucket, target)) {
            var response = super.putBlob(request, payload);
            syncUpTo(bucket, target);
            return response;
        }
        if (!containerExists(request.bucket())) {
            throw S3Exceptions.noSuchBucket(request.bucket(), "while putting " + request.key());
        }
        if (request.ifNoneMatch() != null && !"*".equals(request.ifNoneMatch())) {
            throw S3Exceptions.fromStatusCode(501);
        }
        var name = UUID.randomUUID().toString();
        var staged = root.resolve(INCOMING).resolve(STAGED).resolve(name);
        try {
            var response = staging.putBlob(
                    request.toBuilder()
                            .bucket(STAGED)
                            .key(name)
                            .ifNoneMatch(null)
                            .build(),
                    payload);
            sync(staged);
            publish(staged, target, request.ifNoneMatch() != null);
            syncUpTo(bucket, target);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            discard(staged);
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        var bucket = root.resolve(request.destinationBucket());
        requirePlace(bucket, request.destinationKey());
        var response = super.copyBlob(request);
        syncUpTo(bucket, bucket.resolve(request.destinationKey()));
        return response;
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        // Later, s3proxy has said 200 before it can be refused.
        requirePlace(root.resolve(request.bucket()), request.key());
        return super.initiateMultipartUpload(request);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream payload) {
        var response = super.uploadMultipartPart(upload, request, payload);
        var bucket = root.resolve(upload.containerName());
        syncUpTo(
                bucket,
                bucket.resolve(
                        AbstractNio2BlobStore.multipartPartName(upload.id(), upload.blobName(), request.partNumber())));
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        var bucket = root.resolve(upload.containerName());
        requirePlace(bucket, upload.blobName());
        var response = super.completeMultipartUpload(upload, request);
        syncUpTo(bucket, bucket.resolve(upload.blobName()));
        return response;
    }

    /**
     * Whether the key is an ordinary file's: markers of folders and keys that climb out are left to s3proxy's rules.
     */
    private static boolean isPlain(String key, Path bucket, Path target) {
        return !key.endsWith("/")
                && !key.startsWith(".")
                && target.startsWith(bucket)
                && target.normalize().equals(target);
    }

    /**
     * S3's keys {@code a} and {@code a/b} have nothing to do with each other; a file and a folder of one name cannot
     * be. s3proxy would say that it is in trouble, and clients would ask again for as long as they have patience.
     */
    private static void requirePlace(Path bucket, String key) {
        if (key.endsWith("/")) {
            return;
        }
        var target = bucket.resolve(key);
        for (var above = target.getParent();
                above != null && above.startsWith(bucket) && !above.equals(bucket);
                above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                throw new S3ProxyException(
                        S3ErrorCode.INVALID_ARGUMENT,
                        "%s is an object, and this store keeps objects as files: delete it before you put %s"
                                .formatted(bucket.relativize(above), key));
            }
        }
        if (Files.isDirectory(target)) {
            throw new S3ProxyException(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "there are objects under %s/, and this store keeps objects as files: delete them before you put %s"
                            .formatted(key, key));
        }
    }

    private static void publish(Path staged, Path target, boolean mustBeNew) throws IOException {
        Files.createDirectories(target.getParent());
        if (mustBeNew) {
            // link(2) fails where the name exists; rename(2) would replace it.
            try {
                Files.createLink(target, staged);
            } catch (FileAlreadyExistsException e) {
                throw S3Exceptions.preconditionFailed(e);
            }
        } else {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void discard(Path staged) {
        try {
            Files.deleteIfExists(staged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Syncs a file or folder and each folder above it, up to and with the bucket's. */
    private static void syncUpTo(Path bucket, Path path) {
        for (var each = path; each != null && each.startsWith(bucket); each = each.getParent()) {
            sync(each);
        }
    }

    private static void sync(Path path) {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
