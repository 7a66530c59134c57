/** Tests of the configuration. */
@NullMarked
package org.steermesh.vector.config;

import org.jspecify.annotations.NullMarked;
