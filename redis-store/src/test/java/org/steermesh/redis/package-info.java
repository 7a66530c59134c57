/** Tests against a real Redis. */
@NullMarked
package org.steermesh.redis;

import org.jspecify.annotations.NullMarked;
