/** Follows one job from the outside, through the API alone: its status, its pods, what they log. */
@NullMarked
package dev.trainyard.cli.follow;

import org.jspecify.annotations.NullMarked;
