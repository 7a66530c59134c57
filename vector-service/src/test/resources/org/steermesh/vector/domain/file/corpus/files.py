"""Writes files beside it, with the programs whose formats they are: NumPy, gguf (of llama.cpp) and PyTorch. llama-cpp.gguf is of llama.cpp itself,
the bundles are exports of the demo model."""

import sys
from pathlib import Path

import numpy

here = Path(__file__).parent
one = numpy.array([1.5, -2, 0.25, 8], dtype=numpy.float32)
two = numpy.array([-1, 0.5, 3, 1e-30], dtype=numpy.float32)

numpy.save(here / "numpy.npy", numpy.arange(6, dtype=numpy.float32).reshape(2, 3))
numpy.savez(here / "numpy.npz", **{"layer.1": one, "layer.2": two})
numpy.savez_compressed(here / "numpy-packed.npz", **{"layer.1": one, "layer.2": two})

if "gguf" in sys.argv:
    import gguf

    writer = gguf.GGUFWriter(here / "gguf-py.gguf", "controlvector")
    writer.add_string("controlvector.model_hint", "llama")
    writer.add_uint32("controlvector.layer_count", 2)
    writer.add_tensor("direction.1", one)
    writer.add_tensor("direction.3", two)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

if "torch" in sys.argv:
    import torch

    torch.save(torch.from_numpy(one), here / "torch-vector.pt")
    grid = torch.arange(8, dtype=torch.float16).reshape(4, 2)
    torch.save({10: torch.tensor([1.0, 2.0, 3.0, 4.0]), 11: grid.t()[0], "width": 4}, here / "torch-layers.pt")
