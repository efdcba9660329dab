"""Writes the stock int8 graph that the speed bench compares with: onnxruntime's own tool on the unchanged fp32 export.

    python tools/encoder/make_stock.py --source DIR --output stock.onnx
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx

from quantize import quantize_stock
from source import SOURCE_MODEL

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--source", type=Path, required=True)
parser.add_argument("--output", type=Path, required=True)
options = parser.parse_args()
onnx.save(quantize_stock(onnx.load(options.source / SOURCE_MODEL)), options.output)
