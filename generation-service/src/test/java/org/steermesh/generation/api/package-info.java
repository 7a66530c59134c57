/** Tests of how generation is called and measured. */
@NullMarked
package org.steermesh.generation.api;

import org.jspecify.annotations.NullMarked;
