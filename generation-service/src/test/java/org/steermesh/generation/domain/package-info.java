/** Tests of what the service is about, without gRPC. */
@NullMarked
package org.steermesh.generation.domain;

import org.jspecify.annotations.NullMarked;
