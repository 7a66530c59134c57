/** Load on generation-service: what is asked, by how many at a time, and how long it took. */
@NullMarked
package org.steermesh.cli.load;

import org.jspecify.annotations.NullMarked;
