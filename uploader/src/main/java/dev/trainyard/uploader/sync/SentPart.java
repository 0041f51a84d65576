package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.store.Store.Part;

/**
 * A part of a file that the store has.
 *
 * @param crc32 beside the part's own CRC-32C: two files are told apart by both
 */
record SentPart(Part part, int crc32) {}
