/** Redis as the stores of services use it: one connection, commands, scripts, readiness. */
@NullMarked
package org.steermesh.redis;

import org.jspecify.annotations.NullMarked;
