"""Whether a wall holds, and which probes show it."""

from __future__ import annotations

from enum import Enum

from autograder.sandbox.inside.walls import Wall

OF_WALLS: dict[Wall, tuple[str, ...]] = {
    Wall.BUBBLEWRAP: ("sees_a_file", "sees_the_machines_processes", "connects_to_the_machine"),
    Wall.ENVIRONMENT: ("reads_the_graders_environment",),
    Wall.DESCRIPTORS: ("finds_an_open_socket",),
    Wall.NAMESPACES: ("sees_any_process", "runs_what_it_wrote"),
    Wall.LIMITS: (
        "maps_too_much_memory",
        "writes_too_large_a_file",
        "starts_too_many_threads",
        "uses_too_much_cpu",
    ),
    Wall.CAPABILITIES: ("opens_a_closed_file",),
    Wall.LANDLOCK: ("reads_a_file", "reads_a_program", "writes_into_shared_memory", "empties_a_file"),
    Wall.SECCOMP: (
        "makes_a_socket",
        "makes_a_process",
        "makes_a_namespace",
        "signals_its_parent",
        "makes_a_file_in_memory",
        "changes_modes",
        "changes_dates",
        "locks_a_file",
    ),
    Wall.CLOCK: ("outlasts_its_time",),
}
"""The probes that each wall must keep from what they want. Other walls may keep them from it, too."""


class Status(str, Enum):
    """holds: no probe got through, and outside one does. open: one got through. unproven: none gets through, not even
    outside of the walls. down: the mode does without it.
    """

    HOLDS = "holds"
    OPEN = "open"
    UNPROVEN = "unproven"
    DOWN = "down"
