package dev.trainyard.uploader.store;

import java.nio.file.Path;

/** A folder, of this machine or of one that it has mounted (NFS and its like). */
public record FolderLocation(Path root) implements Location {
    @Override
    public String prefix() {
        return "";
    }

    @Override
    public String url(String key) {
        return "file://" + (root.toString().equals("/") ? "" : root) + "/" + key;
    }

    @Override
    public String server() {
        return "this machine";
    }
}
