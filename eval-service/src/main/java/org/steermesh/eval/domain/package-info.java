/** What an evaluation is, how it runs and how its results are read; plain Java. */
@NullMarked
package org.steermesh.eval.domain;

import org.jspecify.annotations.NullMarked;
