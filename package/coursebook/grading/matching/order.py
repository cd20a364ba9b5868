"""The order in which the cells of a repaired notebook stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from coursebook.grading.matching.slots import Slot


def in_order(
    release: Sequence[Slot], positions: Mapping[str, Sequence[int]], places: Mapping[str, int], own: Iterable[int]
) -> list[Slot | int]:
    """Release order, with the student's own cells where they stood; answers that were moved keep the student's order.

    Args:
        release: the cells of the release.
        positions: where in the submission each of them was found, by its id.
        places: where the answers stand in the submission, by the id of the cell of the release.
        own: positions of the student's own cells.

    Returns:
        Cells of the release, and positions of the student's own.
    """
    left, ordered = list(release), []
    answers = {places[slot.id]: slot for slot in release if slot.id in places}

    def put(slot: Slot) -> None:
        ordered.append(slot)
        left.remove(slot)

    for position in sorted({*answers, *own}):
        if position in answers:
            for slot in [one for one in left[: left.index(answers[position])] if one.id not in places]:
                put(slot)
            put(answers[position])
        else:
            while left and left[0].id not in places and min(positions[left[0].id], default=-1) < position:
                put(left[0])
            ordered.append(position)
    return [*ordered, *left]
