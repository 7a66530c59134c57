/** Tests of files of vectors, without a mesh. */
@NullMarked
package org.steermesh.vector.domain.file;

import org.jspecify.annotations.NullMarked;
