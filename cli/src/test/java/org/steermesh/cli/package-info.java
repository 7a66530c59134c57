/** Tests of the steer command. */
@NullMarked
package org.steermesh.cli;

import org.jspecify.annotations.NullMarked;
