/** Tests of the model's host. */
@NullMarked
package org.steermesh.host;

import org.jspecify.annotations.NullMarked;
