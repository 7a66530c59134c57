/** {@code steer demo}: the whole loop on the demo model, from data to a measured, steered model. */
@NullMarked
package org.steermesh.cli.demo;

import org.jspecify.annotations.NullMarked;
