/** The contract's words in the engine's, and back: what both hosting services need. */
@NullMarked
package org.steermesh.host.protos;

import org.jspecify.annotations.NullMarked;
