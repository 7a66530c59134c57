/**
 * {@code steer study}: one labelled task under vectors, examples and adapters, on the same splits.
 */
@NullMarked
package org.steermesh.cli.study;

import org.jspecify.annotations.NullMarked;
