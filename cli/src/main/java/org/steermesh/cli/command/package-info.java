/** The commands of {@code steer}, one class each. */
@NullMarked
package org.steermesh.cli.command;

import org.jspecify.annotations.NullMarked;
