/**
 * Files of vectors: formats of other programs and our own, read within bounds from bytes in memory.
 * Nothing a file says is believed before it is checked, and nothing in it is run.
 */
@NullMarked
package org.steermesh.vector.domain.file;

import org.jspecify.annotations.NullMarked;
