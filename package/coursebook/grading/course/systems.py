"""Where a course's quizzes can go: what ``system`` may be in a course file, and what ``coursebook deliver`` writes for it."""

SYSTEMS = {
    "canvas": "Canvas",
    "moodle": "Moodle",
    "qti21": "Blackboard Ultra",
    "qti30": "a system with QTI 3.0",
    "cartridge": "a system with Common Cartridge 1.3",
    "gift": "Moodle or another system",
}
