/** What the person sees: lines made from a state, in place on a terminal and one after another elsewhere. */
@NullMarked
package dev.trainyard.cli.screen;

import org.jspecify.annotations.NullMarked;
