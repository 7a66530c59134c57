/** Tests of declarations in YAML. */
@NullMarked
package org.steermesh.cli.declaration;

import org.jspecify.annotations.NullMarked;
