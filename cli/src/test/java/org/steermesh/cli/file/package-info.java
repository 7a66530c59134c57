/** Tests of the steer command. */
@NullMarked
package org.steermesh.cli.file;

import org.jspecify.annotations.NullMarked;
