/** The outcome of {@code steer verify}, judged and shown. */
@NullMarked
package org.steermesh.cli.verify;

import org.jspecify.annotations.NullMarked;
