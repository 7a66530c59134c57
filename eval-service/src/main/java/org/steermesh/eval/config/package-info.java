/** Settings, and how the parts of the service are put together. */
@NullMarked
package org.steermesh.eval.config;

import org.jspecify.annotations.NullMarked;
