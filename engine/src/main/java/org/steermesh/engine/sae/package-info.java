/**
 * Sparse autoencoders: their files, mapped and checked; encoding in blocks of features; and the
 * rows that steering needs of them.
 */
@NullMarked
package org.steermesh.engine.sae;

import org.jspecify.annotations.NullMarked;
