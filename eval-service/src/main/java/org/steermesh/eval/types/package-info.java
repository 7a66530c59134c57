/** The shared message types as words of the domain, and back. */
@NullMarked
package org.steermesh.eval.types;

import org.jspecify.annotations.NullMarked;
