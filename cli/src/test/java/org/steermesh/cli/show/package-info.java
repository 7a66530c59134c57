/** Tests of the steer command. */
@NullMarked
package org.steermesh.cli.show;

import org.jspecify.annotations.NullMarked;
