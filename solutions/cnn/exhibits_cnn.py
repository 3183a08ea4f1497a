"""What `check` shows in the notebook of parts that are done: feature maps, and the digits that are read wrongly."""

from __future__ import annotations

from typing import Any

from _pictures import (  # type: ignore[import-not-found]
    Picture,
    images,
    maps_on_the_way,
    network_of,
    wrongly_read,
)

MAPS = ((1, 10, 24, 24), (1, 20, 8, 8))  # after each convolution, of one image


def shapes(student: Any) -> Picture | None:
    trained = network_of(student, student.CNN)
    net = trained or student.CNN().eval()
    image, label = student.digits.train[0]  # (1, 28, 28), ()
    found = maps_on_the_way(net, image[None], MAPS)
    tiles = [("", each) for maps in found for each in maps[0] / maps.abs().max()]
    after = "your trained network" if trained else "your network, not trained yet,"
    title = f"What {after} makes of a {int(label)}: the feature maps of its two convolutions"
    return images(title, tiles) if len(found) == len(MAPS) else None


def accuracy(student: Any) -> Picture | None:
    net = network_of(student, student.CNN)
    return net and wrongly_read(net, *student.digits.test.tensors)
