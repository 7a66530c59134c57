/** How results are shown: tables, progress, JSON, on a terminal and in a pipe. */
@NullMarked
package org.steermesh.cli.show;

import org.jspecify.annotations.NullMarked;
