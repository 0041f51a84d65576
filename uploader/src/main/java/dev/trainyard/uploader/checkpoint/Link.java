package dev.trainyard.uploader.checkpoint;

/**
 * A symbolic link among the checkpoints, as {@code last.ckpt} is one.
 *
 * @param path in the output folder
 * @param target path in the output folder too
 */
record Link(String path, String target) {
    /** Whether it leads to this file, or to a folder that has it. */
    boolean leadsTo(String file) {
        return file.equals(target) || file.startsWith(target + "/");
    }
}
