/**
 * The border to PyTorch: loads TorchScript programs, holds native values, counts them. Nothing of
 * DJL leaves this package.
 */
@NullMarked
package org.steermesh.engine.torch;

import org.jspecify.annotations.NullMarked;
