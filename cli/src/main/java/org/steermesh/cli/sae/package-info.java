/** Sparse autoencoders, trained and shown. */
@NullMarked
package org.steermesh.cli.sae;

import org.jspecify.annotations.NullMarked;
