/** Tests of the package of the same name. */
@NullMarked
package org.steermesh.cli.study;

import org.jspecify.annotations.NullMarked;
