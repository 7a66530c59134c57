/** Declarations of experiments as people write them: YAML read into the contract's messages. */
@NullMarked
package org.steermesh.cli.declaration;

import org.jspecify.annotations.NullMarked;
