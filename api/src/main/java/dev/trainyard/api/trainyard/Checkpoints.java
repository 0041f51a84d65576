package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/**
 * What is saved in the store while the training goes on; {@code docs/uploader.md} has the formats.
 *
 * @param path the folder that the trainer saves to, in the store's {@code path}; {@code checkpoint} where unset
 * @param keep how many checkpoints of a run the store keeps, the newest; 3 where unset
 */
@ValidationRule(
        // No part of it is empty, "." or "..". A loop over the parts would be more than a server lets a rule cost.
        value = "!has(self.path) || !self.path.matches('(^|/)[.]{0,2}(/|$)')",
        message = "path is that of a folder in the store's path, such as checkpoint",
        fieldPath = ".path")
@ValidationRule(
        value = "!has(self.keep) || (self.keep >= 1 && self.keep <= 1000)",
        message = "keep is a number from 1 to 1000",
        fieldPath = ".keep")
public record Checkpoints(Optional<String> path, Optional<Integer> keep) {
    /** Where trainers save, unless they say otherwise. */
    public static final String PATH = "checkpoint";

    /** One that is being looked at, one before it, and one to spare. */
    public static final int KEEP = 3;
}
