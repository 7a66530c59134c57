/** Measures what the engine reaches on this machine, and what the machine itself allows. */
@NullMarked
package org.steermesh.engine.bench;

import org.jspecify.annotations.NullMarked;
