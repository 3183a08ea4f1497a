"""Coverage-guided fuzzing of the trusted side's decoder, with Atheris (libFuzzer).

    python tests/fuzz/fuzz_wire.py FOLDER [--plant NAME] [libFuzzer's options: -runs=100000 -seed=1]

FOLDER gets the inputs that reach new code; it starts from real frames. What breaks the property of `frames.outcome`
ends the run with the input in FOLDER/crash-*. `--plant` puts a fault into the decoder, to see that it is found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

import torch  # first, or it would be instrumented too

with atheris.instrument_imports(
    include=["autograder.sandbox.inside.wire", "autograder.sandbox.answer_schema"]
):
    from autograder.sandbox.inside import wire

from fuzz import frames
from fuzz.plants import PLANTS

# What libFuzzer puts into its inputs, in its own notation.
MARKS = ["$tensor", "$object", "kind", "0", "1", "__metadata__", "value", "raised"]
FIELDS = ["dtype", "shape", "data_offsets", "printed", "where", "problems", "notes", "over"]
LITERALS = ["[", "]", "{", "}", ",", ":", "null", "true", "NaN", "Infinity", "1e999", "-0", "0.1", r"\\ud800"]
NUMBERS = ["9223372036854775808", "[1,1,1,1,1,1", "[0,4611686018427387904"]
TYPES = ["F64", "F8_E5M2", "U16", "BOOL"]
WORDS = (
    [rf"\"{mark}\"" for mark in MARKS] + [rf"\"{field}\":" for field in FIELDS] + LITERALS + NUMBERS + TYPES
)


def try_one(data: bytes) -> None:
    frames.outcome(data)
    frames.outcome(frames.mended(data))


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """A change of libFuzzer's anywhere in a frame, or in one part of it, with the lengths of the parts mended."""
    if seed % 4 == 0:
        return atheris.Mutate(data, most)
    parts = frames.parts(data)
    chosen = seed // 4 % len(parts)
    parts[chosen] = atheris.Mutate(parts[chosen], max(1, most - len(data) + len(parts[chosen])))
    return frames.joined(parts)[:most]


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plant", choices=PLANTS)
    arguments, options = parser.parse_known_args()
    if arguments.plant:
        for name, function in PLANTS[arguments.plant].items():
            setattr(wire, name, atheris.instrument_func(function))
    torch.set_num_threads(1)
    corpus = arguments.folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, frame in enumerate(frames.real() + frames.at_the_caps()):
        (corpus / f"seed-{number}").write_bytes(frame)
    words = arguments.folder / "words"
    words.write_text("".join(f'"{word}"\n' for word in WORDS))
    limits = ["-max_len=2048", "-len_control=0", "-timeout=10", "-rss_limit_mb=3000"]
    places = [f"-dict={words}", f"-artifact_prefix={arguments.folder}/", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *options, *places], try_one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
