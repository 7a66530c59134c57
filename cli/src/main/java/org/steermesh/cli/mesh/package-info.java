/** The local mesh: an embedded Redis and the four services as child processes of one launcher. */
@NullMarked
package org.steermesh.cli.mesh;

import org.jspecify.annotations.NullMarked;
