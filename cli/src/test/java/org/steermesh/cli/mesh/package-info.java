/** Tests of the local mesh. */
@NullMarked
package org.steermesh.cli.mesh;

import org.jspecify.annotations.NullMarked;
