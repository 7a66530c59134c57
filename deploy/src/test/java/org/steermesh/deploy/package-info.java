/** Tests of the whole mesh: the packaged services, a real Redis, the command line. */
@NullMarked
package org.steermesh.deploy;

import org.jspecify.annotations.NullMarked;
