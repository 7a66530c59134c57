/** What loads are made of. */
@NullMarked
package org.steermesh.cli.load;

import org.jspecify.annotations.NullMarked;
