/** The {@code steer} command: its entry point, exit codes and the refusals it prints. */
@NullMarked
package org.steermesh.cli;

import org.jspecify.annotations.NullMarked;
