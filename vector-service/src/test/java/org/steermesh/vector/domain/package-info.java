/** Tests of the domain: no network, no Redis. */
@NullMarked
package org.steermesh.vector.domain;

import org.jspecify.annotations.NullMarked;
