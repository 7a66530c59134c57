/** {@code steer bench}: what is measured, and how its numbers are shown. */
@NullMarked
package org.steermesh.cli.bench;

import org.jspecify.annotations.NullMarked;
