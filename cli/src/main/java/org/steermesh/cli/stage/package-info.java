/** Long work told stage by stage. */
@NullMarked
package org.steermesh.cli.stage;

import org.jspecify.annotations.NullMarked;
