/** Tests of the steer command. */
@NullMarked
package org.steermesh.cli.client;

import org.jspecify.annotations.NullMarked;
