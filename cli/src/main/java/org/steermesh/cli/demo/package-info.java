/** {@code steer demo}: the whole loop on the demo model; how that model is trained and judged. */
@NullMarked
package org.steermesh.cli.demo;

import org.jspecify.annotations.NullMarked;
