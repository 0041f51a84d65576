package dev.trainyard.uploader.sync;

import java.util.Map;

/**
 * The parts of a file that the store has whole.
 *
 * @param size of each but the last
 * @param byNumber from 1
 */
record SentParts(long size, Map<Integer, SentPart> byNumber) {}
