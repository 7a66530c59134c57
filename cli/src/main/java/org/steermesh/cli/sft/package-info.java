/** What {@code steer sft} reads, and what it shows. */
@NullMarked
package org.steermesh.cli.sft;

import org.jspecify.annotations.NullMarked;
